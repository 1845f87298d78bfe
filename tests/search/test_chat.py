import pytest

from domain.access import LOCAL
from domain.errors import NotFound
from engine import Engine
from search.chat import chat_campaigns, get_chat
from search.requests import ChatRequest
from search.results import ChatCampaign, ChatWindow
from tests.search.conftest import Put, message, session

HOUR = 3_600_000
START = 1714557600000


@pytest.fixture(scope="module")
def chats(stored: Engine, put: Put) -> Engine:
    put("customers", {"anna": {"customer_id": "anna", "absorbed_ids": ["old"]}, "eve": {"customer_id": "eve"}})
    put(
        "identities",
        {
            f"redirect:{one}": {"type": "redirect", "from_id": one, "to_id": other}
            for one, other in (("old", "anna"), ("just", "eve"))
        },
    )
    put("campaigns", {"spring": {"campaign_id": "spring", "name": "Spring"}})
    put(
        "agents",
        {
            "bot": {
                "agent_id": "bot",
                "name": "The Bot",
                "result_fields": [
                    {"id": "z", "title": "Zed"},
                    {"id": "empty", "title": "Empty"},
                    {"id": "a", "title": None},
                    {"id": "no", "title": "No"},
                    {"id": "missing", "title": "Missing"},
                ],
            }
        },
    )
    results = {"a": 0, "z": "last", "empty": " ", "no": False, "undefined": "hidden"}
    put(
        "sessions",
        {
            "s1": session(
                "s1", session_at=START, agent_id="bot", results=results, parameters={"language": "en", "n": {"m": 1}}
            ),
            "s2": session("s2", "old", session_at=START + HOUR, channel="voice", status="active"),
            "s3": session(
                "s3",
                session_at=START + HOUR,
                campaign_id="customer service",
                started_at="2024-05-02T10:00:00+02:00",
                last_message_at="2024-05-02T12:00:00+02:00",
            ),
            "s0": {k: v for k, v in session("s0", session_at=-1).items() if k != "started_at"},
            "e": session("e", "eve"),
        },
    )
    documents = {}
    for session_id, at, customer_id, campaign_id in (
        ("s0", -1, "anna", "spring"),
        ("s1", START, "anna", "spring"),
        ("s2", START + HOUR, "old", "spring"),
        ("s3", START + HOUR, "anna", "customer service"),
        ("e", START, "eve", "spring"),
    ):
        for position in range(12):
            text = f"Message {position} of {session_id}, not paid"
            documents[f"{session_id}:{position}"] = message(
                session_id, position, text, customer_id, session_at=at, campaign_id=campaign_id
            )
    documents["s0:3"].pop("sent_at")
    put("messages", documents)
    return stored


WHOLE = [f"{session}:{position}" for session in ("s0", "s1", "s2", "s3") for position in range(12)]
SPRING = WHOLE[:36]


def ids(window: ChatWindow) -> list[str]:
    return [one.message_id for one in window.messages]


def test_newest_then_back_to_the_oldest(chats: Engine) -> None:
    window = get_chat(chats, LOCAL, ChatRequest("anna", size=13))
    assert ids(window) == WHOLE[-13:]
    assert (window.found_oldest, window.found_newest) == (False, True)
    seen = ids(window)
    while not window.found_oldest:
        window = get_chat(chats, LOCAL, ChatRequest("anna", before=window.messages[0].cursor, size=13))
        assert not window.found_newest
        seen = ids(window) + seen
    assert seen == WHOLE


def test_forward_to_the_newest(chats: Engine) -> None:
    window = get_chat(chats, LOCAL, ChatRequest("anna", "spring", anchor="s0:0", size=9))
    assert ids(window) == SPRING[:10]
    assert (window.found_oldest, window.found_newest) == (True, False)
    seen = ids(window)
    while not window.found_newest:
        window = get_chat(chats, LOCAL, ChatRequest("anna", "spring", after=window.messages[-1].cursor, size=9))
        seen += ids(window)
    assert seen == SPRING


@pytest.mark.parametrize("asked", ["anna", "old"])
@pytest.mark.parametrize("at", [0, 4, 5, 6, 20, 41, 42, 43, 47])
def test_around_an_anchor(chats: Engine, asked: str, at: int) -> None:
    window = get_chat(chats, LOCAL, ChatRequest(asked, anchor=WHOLE[at], size=5))
    assert ids(window) == WHOLE[max(0, at - 5) : at + 6]
    assert (window.found_oldest, window.found_newest) == (at <= 5, at >= len(WHOLE) - 6)
    assert window.anchor_found


def test_exactly_the_rest_is_the_end(chats: Engine) -> None:
    window = get_chat(chats, LOCAL, ChatRequest("anna", size=48))
    assert window.found_oldest
    assert not get_chat(chats, LOCAL, ChatRequest("anna", size=47)).found_oldest


@pytest.mark.parametrize(("campaign", "anchor"), [("customer service", "s1:3"), (None, "e:1"), (None, "gone:1")])
def test_an_anchor_elsewhere_gives_the_newest(chats: Engine, campaign: str | None, anchor: str) -> None:
    window = get_chat(chats, LOCAL, ChatRequest("anna", campaign, anchor=anchor, size=5))
    assert not window.anchor_found
    assert ids(window) == WHOLE[-5:]


def test_find_marks_only_messages_that_match_wholly(chats: Engine) -> None:
    window = get_chat(chats, LOCAL, ChatRequest("anna", "spring", size=12, find='"not paid" 7'))
    marked = {m.message_id: [m.text[a:b] for a, b in m.spans] for m in window.messages if m.spans}
    assert marked == {"s2:7": ["7", "not paid"]}
    assert len(window.messages) == 12


def test_communications_of_the_window(chats: Engine) -> None:
    window = get_chat(chats, LOCAL, ChatRequest("anna", "spring", size=36))
    assert set(window.communications) == {"s0", "s1", "s2"}
    first = window.communications["s1"]
    assert (first.campaign, first.agent) == ("Spring", "The Bot")
    assert first.results == (("Zed", "last"), ("a", 0), ("No", False))
    assert first.parameters == (("language", "en"), ("n", {"m": 1}))
    assert window.communications["s0"].started_at is None
    assert window.messages[3].sent_at is None


def test_campaigns_beside_the_chat(chats: Engine) -> None:
    assert chat_campaigns(chats, LOCAL, "old") == (
        ChatCampaign("customer service", "Customer Service", True, 1, "2024-05-02T10:00:00.000Z", ("web",), False),
        ChatCampaign("spring", "Spring", False, 3, "2024-05-01T10:00:00.000Z", ("voice", "web"), True),
    )
    assert chat_campaigns(chats, LOCAL, "eve")[0].communications == 1


def test_what_a_join_has_not_moved_yet_is_there(chats: Engine, put: Put) -> None:
    put("messages", {"j:0": message("j", 0, "still under the old ID", "just", session_at=START + HOUR)})
    assert ids(get_chat(chats, LOCAL, ChatRequest("just", size=1))) == ["j:0"]


def test_unknown_customer(chats: Engine) -> None:
    with pytest.raises(NotFound):
        get_chat(chats, LOCAL, ChatRequest("nobody"))
    with pytest.raises(NotFound):
        chat_campaigns(chats, LOCAL, "nobody")
