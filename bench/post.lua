-- Posts the signed requests of POOL in turn; each line is "path <tab> signature <tab> cookie <tab> body".
local requests = {}
for line in io.lines(os.getenv("POOL")) do
  local path, signature, cookie, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
  local headers = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["X-Twilio-Signature"] = signature,
    ["User-Agent"] = "TwilioProxy/1.1",
    ["Connection"] = "close",
  }
  if cookie ~= "" then headers["Cookie"] = cookie end
  requests[#requests + 1] = wrk.format("POST", path, headers, body)
end

local at = 0
function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), errors, summary.errors.status))
end
