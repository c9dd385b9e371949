"""What @platformatic/python-node serves: one JSON array of arguments in, one result out."""

import json

import work


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    function = getattr(work, scope["path"][1:])
    result = json.dumps(function(*json.loads(body))).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": result})
