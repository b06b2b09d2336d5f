"""Drafts, proposals and publications in both databases: nobody's words are lost, and nobody approves their own."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine

from helpline.store.edits import EditError, Edits, MovedError
from helpline.store.published import Revision

PATH = "responses/refer/cost.yaml"


@pytest.fixture
def edits(engine: Engine) -> Edits:
    return Edits(engine)


def proposed(edits: Edits, author: str, text: str, parent: int = 0) -> Revision:
    draft = edits.save(PATH, author, text, parent, "hash")
    return edits.propose(draft.id, author, "shorter")


def test_a_person_has_one_draft_of_a_reply(edits: Edits) -> None:
    first = edits.save(PATH, "ana", "one", 0, "hash")
    second = edits.save(PATH, "ana", "two", 0, "hash")
    other = edits.save(PATH, "ben", "three", 0, "hash")
    assert (second.id, second.text) == (first.id, "two")
    assert [(draft.author, draft.text) for draft in edits.open(PATH)] == [("ana", "two"), ("ben", "three")]
    assert other.id != first.id
    assert not edits.open("responses/refer/food.yaml")


def test_what_another_person_approves_is_served(edits: Edits) -> None:
    proposal = proposed(edits, "ana", "words")
    assert edits.overlay() == {}
    made = edits.approve(proposal.id, "ben", "words, approved")
    assert edits.pairs() == {PATH: made.id}
    assert edits.overlay()[PATH].text == "words, approved"
    assert (made.state, made.author, made.decided_by, made.note) == ("published", "ana", "ben", "shorter")
    assert edits.open(PATH) == []
    assert [revision.id for revision in edits.history(PATH)] == [made.id]


def test_nobody_approves_their_own_words(edits: Edits) -> None:
    proposal = proposed(edits, "ana", "words")
    with pytest.raises(EditError, match="another person"):
        edits.approve(proposal.id, "ana", "words")
    assert edits.overlay() == {}


def test_a_draft_is_not_approved_before_it_is_proposed(edits: Edits) -> None:
    draft = edits.save(PATH, "ana", "words", 0, "hash")
    with pytest.raises(EditError, match="not waiting"):
        edits.approve(draft.id, "ben", "words")
    with pytest.raises(EditError, match="your own"):
        edits.propose(draft.id, "ben", "")


def test_a_proposal_that_is_changed_is_a_draft_again(edits: Edits) -> None:
    proposal = proposed(edits, "ana", "words")
    edits.save(PATH, "ana", "other words", 0, "hash")
    with pytest.raises(EditError):
        edits.approve(proposal.id, "ben", "words")


def test_words_begun_before_another_publication_are_kept_and_not_published(edits: Edits) -> None:
    late, early = proposed(edits, "ana", "late"), proposed(edits, "eve", "early")
    edits.approve(early.id, "ben", "early")
    with pytest.raises(MovedError):
        edits.approve(late.id, "ben", "late")
    assert [draft.text for draft in edits.open(PATH)] == ["late"]
    again = proposed(edits, "ana", "late", parent=early.id)
    edits.approve(again.id, "ben", "late")
    assert edits.overlay()[PATH].text == "late"


def test_of_two_approvals_at_once_one_wins(edits: Edits) -> None:
    proposals = [proposed(edits, author, author) for author in ("ana", "eve", "joy", "kim")]
    told: list[str] = []

    def approve(proposal: Revision) -> None:
        try:
            told.append(edits.approve(proposal.id, "ben", proposal.text).text)
        except MovedError:
            told.append("moved")

    threads = [threading.Thread(target=approve, args=(proposal,)) for proposal in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told)[1:] == ["moved"] * 3 or told.count("moved") == 3
    assert edits.overlay()[PATH].text == next(text for text in told if text != "moved")


def test_sent_back_and_dropped(edits: Edits) -> None:
    proposal = proposed(edits, "ana", "words")
    edits.send_back(proposal.id, "ben", "too long")
    draft = edits.open(PATH)[0]
    assert (draft.state, draft.note) == ("draft", "ben: too long")
    edits.drop(draft.id, "ana")
    assert edits.open(PATH) == []
    kept = edits.get(draft.id)
    assert kept is not None
    assert (kept.state, kept.text) == ("dropped", "words")
    with pytest.raises(EditError):
        edits.drop(draft.id, "ana")


def test_going_back_to_the_file_and_to_an_earlier_text(edits: Edits) -> None:
    first = edits.approve(proposed(edits, "ana", "one").id, "ben", "one")
    back = edits.publish(PATH, "ben", "", first.id, "hash", "back to the file")
    assert edits.overlay() == {}
    assert edits.current(PATH) == 0
    again = edits.publish(PATH, "ben", "one", 0, "hash", "as before")
    assert edits.overlay()[PATH].text == "one"
    assert [revision.id for revision in edits.history(PATH)] == [again.id, back.id, first.id]
    with pytest.raises(MovedError):
        edits.publish(PATH, "eve", "x", 0, "hash", "")
