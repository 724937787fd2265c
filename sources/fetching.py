"""Getting a text from an address that an operator set: never too much of it, each failure in one line."""

import httpx

from sources.reading import SIZE_MAX, SourceFault, decoded


async def body_of(client: httpx.AsyncClient, address: str, name: str = "") -> str:
    """The body of an answer as text; never more of it than fits. SourceFault that begins with `name`, or
    with the address where that may be shown."""
    name = name or address
    return decoded(await bytes_of(client, address, name, SIZE_MAX), name)


async def bytes_of(client: httpx.AsyncClient, address: str, name: str, most: int) -> bytes:
    """The body as it is, for what says itself how it is encoded; of what is larger, a little over `most`."""
    try:
        async with client.stream("GET", address) as response:
            if response.status_code != httpx.codes.OK:
                raise SourceFault(f"{name}: the server answers {response.status_code}")
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > most:
                    break
    except httpx.TooManyRedirects as failure:
        raise SourceFault(f"{name}: leads from one address to the next without end") from failure
    except httpx.TimeoutException as failure:
        raise SourceFault(f"{name}: does not answer in time") from failure
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        raise SourceFault(f"{name}: cannot be reached ({type(failure).__name__})") from failure
    return bytes(body)
