"""`steppe serve` with the client that others use: whole and streamed, two at once, cancelled, refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import openai
import pytest

from steppe.solve.first import solve_first

PROBLEM = [{"role": "user", "content": "What is 20 + 22?"}]


@pytest.fixture
def client(place, token: str) -> Iterator[openai.OpenAI]:  # type: ignore[no-untyped-def]
    with openai.OpenAI(base_url=place.url, api_key=token, max_retries=0, timeout=60) as made:
        yield made


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def test_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["steppe-auto", "steppe-cot", "steppe-pot", "steppe-hybrid"]
    assert client.models.retrieve("steppe-pot").owned_by == "steppe"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4")


def test_a_whole_reply(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(model="steppe-auto", messages=PROBLEM)  # type: ignore[arg-type]
    choice = done.choices[0]
    text = choice.message.content or ""
    assert choice.finish_reason == "stop"
    assert "```python\nprint(42)\n```\n\nOutput:\n\n```\n42\n```\n" in text
    assert "so \\boxed{42}." in text
    assert "**Answer:** $\\boxed{42}$" in text
    assert "The program and the reasoning agree." in text
    assert done.usage is not None
    assert done.usage.prompt_tokens == 60
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens
    assert done.usage.prompt_tokens_details is not None
    assert done.usage.prompt_tokens_details.cached_tokens == 20


def test_algebra_answers_first_where_it_can(serve, token: str) -> None:  # type: ignore[no-untyped-def]
    place = serve(solver=solve_first)
    with openai.OpenAI(base_url=place.url, api_key=token, max_retries=0, timeout=60) as client:
        asked = [{"role": "user", "content": "Solve 3*x + 4 = 25 for x."}]
        done = client.chat.completions.create(model="steppe-auto", messages=asked)  # type: ignore[arg-type]
        text = done.choices[0].message.content or ""
        assert text.startswith("Understood as: $")
        assert "\\boxed{x = 7}" in text or "\\boxed{7}" in text
        assert "Computed by algebra; put back: holds." in text
        assert done.usage is not None
        assert done.usage.completion_tokens == 0
        done = client.chat.completions.create(model="steppe-cot", messages=asked)  # type: ignore[arg-type]
        assert "algebra" not in (done.choices[0].message.content or "")


def test_a_stream_is_the_same_text(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="steppe-auto", messages=PROBLEM)  # type: ignore[arg-type]
    stream = client.chat.completions.create(
        model="steppe-auto",
        messages=PROBLEM,  # type: ignore[arg-type]
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert len([piece for piece in pieces if piece]) > 10
    assert "".join(pieces) == whole.choices[0].message.content
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == whole.usage.completion_tokens  # type: ignore[union-attr]


def test_what_a_request_says_reaches_the_engine(place, client: openai.OpenAI) -> None:  # type: ignore[no-untyped-def]
    client.chat.completions.create(
        model="steppe-cot",
        messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"},
                  {"role": "assistant", "content": "Hello."}, *PROBLEM],  # type: ignore[list-item]
        temperature=0.5, seed=-3, max_completion_tokens=77, user="me", top_p=1,
    )  # fmt: skip
    (request,) = place.engine.requests
    assert (request.max_tokens, request.sampling.temperature) == (77, 0.5)
    assert 0 <= request.sampling.seed < 2**31
    assert "Be brief" not in request.prompt
    assert "Hello" not in request.prompt


def test_stop_strings_end_the_text(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(model="steppe-cot", messages=PROBLEM, stop=["what it is"])  # type: ignore[arg-type]
    assert done.choices[0].message.content == "It is "
    stream = client.chat.completions.create(model="steppe-cot", messages=PROBLEM, stop="so \\box", stream=True)  # type: ignore[arg-type]
    text = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
    assert text == "It is what it is: $1 + 1 = 2$, "


def test_two_at_once(serve, token: str) -> None:  # type: ignore[no-untyped-def]
    place = serve(parallel=2)
    place.engine.gate.clear()
    answers: list[str] = []

    def ask(first: int) -> None:
        with openai.OpenAI(base_url=place.url, api_key=token, max_retries=0) as client:
            messages = [{"role": "user", "content": f"What is {first} + 1?"}]
            done = client.chat.completions.create(model="steppe-cot", messages=messages)  # type: ignore[arg-type]
            answers.append((done.choices[0].message.content or "").partition("**Answer:** ")[2].partition("\n")[0])

    threads = [threading.Thread(target=ask, args=(first,)) for first in (10, 20, 30)]
    for thread in threads:
        thread.start()
    until(lambda: len(place.engine.requests) == 2)  # a solve has its place a moment before it asks the engine
    until(lambda: place.server.desk.load == (2, 1))
    assert len(place.engine.requests) == 2
    place.engine.gate.set()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["$\\boxed{11}$", "$\\boxed{21}$", "$\\boxed{31}$"]


def test_a_stream_that_is_left_stops_the_model(place, client: openai.OpenAI) -> None:  # type: ignore[no-untyped-def]
    place.engine.gate.clear()
    stream = client.chat.completions.create(model="steppe-cot", messages=PROBLEM, stream=True)  # type: ignore[arg-type]
    next(iter(stream))
    until(lambda: len(place.engine.requests) == 1)
    stream.close()
    until(lambda: place.engine.cancelled == 1 and place.server.desk.load == (0, 0))


def test_a_client_that_gives_up_stops_the_model_and_the_queue(serve, token: str) -> None:  # type: ignore[no-untyped-def]
    place = serve(parallel=1)
    place.engine.gate.clear()

    def ask(client: openai.OpenAI) -> None:
        with client, pytest.raises(openai.APITimeoutError):
            client.chat.completions.create(model="steppe-cot", messages=PROBLEM)  # type: ignore[arg-type]

    # Made beforehand: that takes so long on a busy machine that the first would have given up before the last asks.
    clients = [openai.OpenAI(base_url=place.url, api_key=token, max_retries=0, timeout=4) for _ in range(3)]
    threads = [threading.Thread(target=ask, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    until(lambda: place.server.desk.load == (1, 2))
    for thread in threads:
        thread.join(20)
    until(lambda: place.server.desk.load == (0, 0))
    assert place.engine.cancelled == len(place.engine.requests) >= 1


def test_more_than_may_wait_are_turned_away(serve, token: str) -> None:  # type: ignore[no-untyped-def]
    place = serve(parallel=1, waiting=0)
    place.engine.gate.clear()
    with openai.OpenAI(base_url=place.url, api_key=token, max_retries=0) as client:
        thread = threading.Thread(
            target=lambda: client.chat.completions.create(model="steppe-cot", messages=PROBLEM)  # type: ignore[arg-type]
        )
        thread.start()
        until(lambda: place.server.desk.load == (1, 0))
        with pytest.raises(openai.RateLimitError) as caught:
            client.chat.completions.create(model="steppe-cot", messages=PROBLEM)  # type: ignore[arg-type]
        assert caught.value.response.headers["retry-after"]
        place.engine.gate.set()
        thread.join(20)


def test_a_wrong_token(place) -> None:  # type: ignore[no-untyped-def]
    for key in ("wrong", place.server.token[:-1], f"{place.server.token}x"):
        client = openai.OpenAI(base_url=place.url, api_key=key, max_retries=0)
        with client, pytest.raises(openai.AuthenticationError, match="show-token"):
            client.models.list()


REFUSED = [
    ({"model": "gpt-4"}, openai.NotFoundError, "steppe-auto"),
    ({"n": 2}, openai.BadRequestError, "cannot do this: n"),
    ({"top_p": 0.5}, openai.BadRequestError, "top_p"),
    ({"temperature": 3}, openai.BadRequestError, "temperature"),
    ({"max_tokens": 0}, openai.BadRequestError, "max_tokens"),
    ({"stop": [""]}, openai.BadRequestError, "stop"),
    ({"tools": [{"type": "function", "function": {"name": "f"}}]}, openai.BadRequestError, "tools"),
    ({"response_format": {"type": "json_object"}}, openai.BadRequestError, "response_format"),
    ({"messages": []}, openai.BadRequestError, "user"),
    ({"messages": [{"role": "user", "content": "   "}]}, openai.BadRequestError, "empty"),
    ({"messages": [{"role": "user", "content": "x" * 30_000}]}, openai.BadRequestError, "too long"),
    ({"extra_body": {"colour": "red"}}, openai.BadRequestError, "colour"),
    (
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}]},
        openai.BadRequestError,
        "pictures",
    ),
]


@pytest.mark.parametrize(("changed", "kind", "words"), REFUSED, ids=[str(case[2]) for case in REFUSED])
def test_what_cannot_be_done_is_refused_by_name(client: openai.OpenAI, changed, kind, words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(kind, match=words):
        client.chat.completions.create(**({"model": "steppe-cot", "messages": PROBLEM} | changed))


def test_parts_of_text_are_joined(client: openai.OpenAI) -> None:
    content = [{"type": "text", "text": "What is"}, {"type": "text", "text": "1 + 1?"}]
    done = client.chat.completions.create(model="steppe-cot", messages=[{"role": "user", "content": content}])  # type: ignore[list-item, misc]
    assert done.choices[0].message.content


def test_an_engine_that_fails_is_a_server_error_without_the_problem_in_the_log(place, client: openai.OpenAI) -> None:  # type: ignore[no-untyped-def]
    place.engine.is_broken = True
    with pytest.raises(openai.InternalServerError, match="crashed"):
        client.chat.completions.create(model="steppe-cot", messages=PROBLEM)  # type: ignore[arg-type]
    until(lambda: len(place.log) == 1)  # the line is written after the reply
    assert "20" not in place.log[0].replace("200", "")
