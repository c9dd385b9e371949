from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request, WebSocket


@asynccontextmanager
async def lifespan(app):
    yield {"prices": {"tea": 4, "rice": 2}}  # what all requests share: a pool of connections, a model
    print("closed")


app = FastAPI(lifespan=lifespan)


@app.get("/price/{item}")
async def price(item: str, request: Request, count: int = 1):
    prices = request.state.prices
    if item not in prices:
        raise HTTPException(404, f"no {item}")
    return {"item": item, "total": prices[item] * count}


@app.websocket("/echo")
async def echo(socket: WebSocket):
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text.upper())
