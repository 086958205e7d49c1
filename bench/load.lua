-- Asks the paths of a file by turns and prints what it measured as one line of JSON.
-- wrk ... load.lua URL -- FILE FIRST
local requests, count, at = {}, 0, 0

function init(args)
    for path in io.lines(args[1]) do
        count = count + 1
        requests[count] = wrk.format("GET", path)
    end
    at = tonumber(args[2])
end

function request()
    at = at % count + 1
    return requests[at]
end

function done(summary, latency)
    local wrong = summary.errors
    io.write(string.format(
        '{"requests":%d,"seconds":%.6f,"bytes":%d,"errors":%d,' ..
        '"median":%.3f,"p95":%.3f,"p99":%.3f}\n',
        summary.requests, summary.duration / 1e6, summary.bytes,
        wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout,
        latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
