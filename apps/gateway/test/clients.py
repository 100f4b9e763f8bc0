"""Unmodified Python clients against a running gateway: HUB_URL and HUB_KEY say where, HUB_MODELS with which models. Prints one line per check."""

import json
import os

import openai
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

BASE_URL = os.environ["HUB_URL"] + "/v1"
KEY = os.environ["HUB_KEY"]
MODELS = os.environ["HUB_MODELS"].split()

client = openai.OpenAI(base_url=BASE_URL, api_key=KEY, max_retries=0, timeout=15)


class Person(BaseModel):
    name: str
    age: int
    tags: list[str]


WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def says(text):
    return [{"role": "user", "content": text}]


def faulty(**faults):
    return says(f"Hello [[sandbox {json.dumps(faults)}]]")


def create(model):
    raw = client.chat.completions.with_raw_response.create(model=model, messages=says("Grüße 👋"))
    completion = raw.parse()
    assert raw.headers["x-hub-correlation-id"].startswith("req_")
    assert completion.model == model
    assert "Grüße 👋" in completion.choices[0].message.content
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens


def stream(model):
    whole = client.chat.completions.create(model=model, messages=says("Count"))
    chunks = list(
        client.chat.completions.create(
            model=model, messages=says("Count"), stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert [chunk.usage is not None for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1].usage.completion_tokens == whole.usage.completion_tokens


def tools(model):
    messages = says("The weather in Paris?")
    message = client.chat.completions.create(model=model, messages=messages, tools=[WEATHER]).choices[0].message
    call = message.tool_calls[0]
    assert call.function.name == "get_weather" and "city" in json.loads(call.function.arguments)
    messages += [message, {"role": "tool", "tool_call_id": call.id, "content": "sunny"}]
    answer = client.chat.completions.create(model=model, messages=messages, tools=[WEATHER])
    assert "sunny" in answer.choices[0].message.content
    with client.chat.completions.stream(model=model, messages=says("The weather?"), tools=[WEATHER]) as events:
        final = events.get_final_completion()
    assert "city" in json.loads(final.choices[0].message.tool_calls[0].function.arguments)


def parse(model):
    completion = client.chat.completions.parse(model=model, messages=says("Ann is 33."), response_format=Person)
    assert isinstance(completion.choices[0].message.parsed, Person)
    with client.chat.completions.stream(model=model, messages=says("Ann is 33."), response_format=Person) as events:
        assert isinstance(events.get_final_completion().choices[0].message.parsed, Person)


def raises(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


def errors(model):
    def ask(messages, **fields):
        return lambda: client.chat.completions.create(**{"model": model, "messages": messages, **fields})

    for streamed in (False, True):
        limited = raises(openai.RateLimitError, ask(faulty(status=429, retryAfter="7"), stream=streamed))
        assert limited.response.headers["retry-after"] == "7"
        raises(openai.BadRequestError, ask(faulty(status=400), stream=streamed))
        raises(openai.InternalServerError, ask(faulty(status=500), stream=streamed))
        # The gateway's own key at the vendor is nothing that the caller could correct.
        refused = raises(openai.InternalServerError, ask(faulty(status=401), stream=streamed))
        assert refused.code == "upstream_auth_error"
    wrong = raises(openai.BadRequestError, ask(says("Hello"), temperature="hot"))
    assert wrong.param == "temperature" and wrong.code == "invalid_type"
    missing = raises(openai.NotFoundError, ask(says("Hello"), model="no-such-model"))
    assert missing.code == "model_not_found" and missing.request_id.startswith("req_")
    stranger = openai.OpenAI(base_url=BASE_URL, api_key="os_hub_unknown", max_retries=0)
    raises(openai.AuthenticationError, lambda: stranger.models.list())
    cut = raises(openai.APIError, lambda: list(ask(faulty(cutAfterBytes=1500, outputTokens=80), stream=True)()))
    assert cut.code == "upstream_error"


def abort(model):
    answer = client.chat.completions.create(model=model, messages=faulty(stallAfterEvents=8), stream=True)
    next(iter(answer))
    answer.close()


def langchain(model):
    chat = ChatOpenAI(model=model, base_url=BASE_URL, api_key=KEY, max_retries=0, stream_usage=True)
    whole = chat.invoke("Count")
    chunks = list(chat.stream("Count"))
    assert "".join(chunk.text for chunk in chunks) == whole.text
    assert sum(chunk.usage_metadata is not None for chunk in chunks) == 1

    @tool
    def get_weather(city: str) -> str:
        """The weather of a city."""
        return f"It is sunny in {city}."

    bound = chat.bind_tools([get_weather])
    question = HumanMessage("The weather in Paris?")
    call = bound.invoke([question])
    result = get_weather.invoke(call.tool_calls[0])
    assert "It is sunny in" in bound.invoke([question, call, result]).text
    streamed = None
    for chunk in bound.stream([question]):
        streamed = chunk if streamed is None else streamed + chunk
    assert streamed.tool_calls[0]["name"] == "get_weather" and "city" in streamed.tool_calls[0]["args"]
    assert isinstance(chat.with_structured_output(Person).invoke("Ann is 33."), Person)


def models():
    ids = [model.id for model in client.models.list()]
    assert ids and all("/" in identifier for identifier in ids)
    assert client.models.retrieve(ids[0]).id == ids[0]


models()
print("models", flush=True)
for check in (create, stream, tools, parse, errors, abort, langchain):
    for name in MODELS:
        check(name)
        print(check.__name__, name, flush=True)
