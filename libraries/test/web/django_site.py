"""A site of Django in one file, as ASGI and as WSGI."""

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="of a test",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
django.setup()


def hello(request, name):
    return JsonResponse({"hello": name, "path": request.path, "method": request.method, "q": request.GET.get("q")})


async def later(request):
    import asyncio

    await asyncio.sleep(0.001)
    return HttpResponse(request.body, content_type="text/plain")


async def lines(request):
    async def each():
        for n in range(3):
            yield f"{n}\n"

    return StreamingHttpResponse(each())


def select(request):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select 6 * 7")
        return JsonResponse({"answer": cursor.fetchone()[0]})


def upload(request):
    return JsonResponse({name: file.size for name, file in request.FILES.items()})


urlpatterns = [
    path("hello/<str:name>", hello),
    path("later", later),
    path("lines", lines),
    path("select", select),
    path("upload", upload),
]
application = get_asgi_application()
wsgi = get_wsgi_application()
