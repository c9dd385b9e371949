"""What the servers serve: nothing but the protocol, and a small service of FastAPI."""


async def plain(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain"), (b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


async def computing(scope, receive, send):
    """A millisecond of Python for each request."""
    if scope["type"] != "http":
        raise NotImplementedError
    body = b"%d" % sum(i * i for i in range(10_000))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


def fastapi():
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/")
    async def price(item: str = "tea", count: int = 1):
        return {"item": item, "total": 4 * count}

    return app
