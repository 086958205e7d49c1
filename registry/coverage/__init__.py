"""How well facilities cover where people live, and where the next should stand."""
