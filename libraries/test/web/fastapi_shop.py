"""A service of FastAPI: values, errors, a stream, an upload, work behind the answer, a WebSocket, middleware."""

import asyncio
from contextlib import asynccontextmanager

from fastapi import BackgroundTasks, FastAPI, HTTPException, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse
from pydantic import BaseModel


@asynccontextmanager
async def lifespan(app):
    yield {"prices": {"tea": 4}}


app = FastAPI(lifespan=lifespan)


class Order(BaseModel):
    item: str
    count: int = 1


@app.get("/price/{item}")
async def price(item: str, request: Request):
    if item not in request.state.prices:
        raise HTTPException(404, f"no {item}")
    return {"item": item, "price": request.state.prices[item]}


@app.post("/orders", status_code=201)
async def order(order: Order, tasks: BackgroundTasks):
    tasks.add_task(remember, order)
    return order


async def remember(order):
    from pyloom import state_set

    await asyncio.sleep(0.01)
    state_set("ordered", order.model_dump())


@app.get("/sync")
def in_a_thread():
    import threading

    return {"main": threading.current_thread() is threading.main_thread(), "name": threading.current_thread().name}


@app.get("/ticks")
async def ticks():
    async def each():
        for n in range(5):
            yield f"data: {n}\n\n"
            await asyncio.sleep(0.005)

    return StreamingResponse(each(), media_type="text/event-stream")


@app.get("/forever")
async def forever():
    from pyloom import state_set

    async def each():
        try:
            while True:
                yield b"tick\n"
                await asyncio.sleep(0.01)
        finally:
            state_set("closed", True)

    return StreamingResponse(each())


@app.post("/size")
async def size(request: Request):
    return {"size": sum([len(chunk) async for chunk in request.stream()])}


@app.websocket("/chat")
async def chat(socket: WebSocket):
    await socket.accept()
    try:
        while True:
            await socket.send_json({"echo": await socket.receive_text()})
    except WebSocketDisconnect as left:
        from pyloom import state_set

        state_set("left", left.code)


@app.middleware("http")
async def timed(request, call_next):
    response = await call_next(request)
    response.headers["x-seen"] = request.url.path
    return response


@app.get("/raises")
async def raises():
    raise ValueError("a fault of the service")
