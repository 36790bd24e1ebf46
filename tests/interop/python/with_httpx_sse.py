# httpx-sse: server-sent events for httpx. It does not reconnect.
import json
import sys

import httpx
from httpx_sse import connect_sse


def say(**what):
    print(json.dumps(what), flush=True)


url, *last_event_id = sys.argv[1:]
headers = {"last-event-id": identity for identity in last_event_id}
try:
    with httpx.Client(timeout=60) as client:
        with connect_sse(client, "GET", url, headers=headers) as source:
            if source.response.status_code == 200:
                for event in source.iter_sse():
                    say(event=event.event, id=event.id, data=event.data)
            say(ended=source.response.status_code)
except httpx.TransportError as error:
    say(ended=repr(error))
