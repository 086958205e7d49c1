"""The page of the floor: twenty cards, nothing around them."""

PAGE = """<!doctype html>
<html lang="ru">
<head><meta charset="utf-8"><title>{{ typed }}</title></head>
<body>
<form><input name="q" value="{{ typed }}"><button>Search</button></form>
<ol>
{% for row in rows %}
<li><article>
<h2><a href="/{{ row.public_id }}/{{ row.slug }}">
{{ row.name_ru or row.name_kk or row.name_en }}</a></h2>
<p>{{ row.kind }} · {{ row.status }} · {{ row.settlement }} · {{ row.region }}</p>
<p>{{ row.address }}</p>
<p>{{ row.services }}</p>
<p>{% if row.confirmed_on %}<time datetime="{{ row.confirmed_on }}">{{ row.confirmed_on }}</time>
{% endif %}</p>
</article></li>
{% endfor %}
</ol>
</body>
</html>
"""
