"""The slots of the KV cache against a plain model of llama.cpp's: cells, each with the sequences that refer to it."""

from __future__ import annotations

import random

import pytest

from steppe_models.engine.slots import Slots, common_length

CELLS = 200


class Cells:
    """What llama.cpp does with a unified cache; `is_recurrent` forgets only whole sequences."""

    def __init__(self, *, is_recurrent: bool = False) -> None:
        self.cells: list[tuple[int, set[int]]] = []
        self.is_recurrent = is_recurrent

    def put(self, slot: int, position: int) -> None:
        self.cells.append((position, {slot}))

    def remove(self, slot: int, start: int) -> bool:
        if self.is_recurrent and start > 0:
            return False
        for position, owners in self.cells:
            if position >= start:
                owners.discard(slot)
        self.cells = [cell for cell in self.cells if cell[1]]
        return True

    def copy(self, source: int, target: int, length: int) -> None:
        for position, owners in self.cells:
            if source in owners and position < length:
                owners.add(target)

    def positions(self, slot: int) -> list[int]:
        return sorted(position for position, owners in self.cells if slot in owners)


@pytest.fixture
def cells() -> Cells:
    return Cells()


@pytest.fixture
def slots(cells: Cells) -> Slots:
    return Slots(cells, count=6, cells=CELLS, shares_prefixes=True)


def fill(slots: Slots, cells: Cells, number: int, tokens: list[int]) -> None:
    for position in range(len(slots[number].tokens), len(slots[number].tokens) + len(tokens)):
        cells.put(number, position)
    slots.extend(number, tokens)


def seat(slots: Slots, cells: Cells, tokens: list[int]) -> tuple[int, int]:
    number = slots.take(tokens)
    length = slots.begin(number, tokens)
    fill(slots, cells, number, tokens[length:])
    return number, length


def test_what_is_common_is_shared_and_counted_once(slots: Slots, cells: Cells) -> None:
    seat(slots, cells, list(range(50)))
    number, length = seat(slots, cells, [*range(40), 900, 901])
    assert length == 40
    assert slots.free_cells == CELLS - 52 == CELLS - len(cells.cells)
    assert cells.positions(number) == list(range(42))


def test_the_last_token_is_never_taken_from_the_cache(slots: Slots, cells: Cells) -> None:
    seat(slots, cells, list(range(20)))
    assert seat(slots, cells, list(range(20)))[1] == 19


def test_an_idle_slot_that_serves_best_is_kept_when_others_are_free(slots: Slots, cells: Cells) -> None:
    first, _ = seat(slots, cells, list(range(30)))
    slots.release(first)
    second, length = seat(slots, cells, [*range(25), 77])
    assert (second != first, length) == (True, 25)
    assert slots[first].tokens == list(range(30))


def test_a_slot_can_be_taken_for_nothing_in_particular(slots: Slots, cells: Cells) -> None:
    kept, _ = seat(slots, cells, [1, 2, 3])
    slots.release(kept)
    assert slots.take([]) != kept


def test_doubles_go_before_what_is_held_once(slots: Slots, cells: Cells) -> None:
    single, _ = seat(slots, cells, [1, 2, 3, 4])
    slots.release(single)
    samples = [seat(slots, cells, [5, 6, 7, 8])[0] for _ in range(5)]
    for number in samples:
        slots.release(number)
    for start in (100, 200, 300, 400):
        number, _ = seat(slots, cells, [start, start + 1])
        slots.release(number)
    held = [slot.tokens for slot in (slots[number] for number in range(6))]
    assert [1, 2, 3, 4] in held
    assert [5, 6, 7, 8] in held


def test_room_is_made_by_last_use(slots: Slots, cells: Cells) -> None:
    numbers = [seat(slots, cells, list(range(start, start + 60)))[0] for start in (0, 1000, 2000)]
    slots.release(numbers[1])
    slots.release(numbers[0])
    assert slots.make_room(70)
    assert slots[numbers[1]].tokens == []
    assert len(slots[numbers[0]].tokens) == 60
    assert not slots.make_room(CELLS)
    assert len(slots[numbers[2]].tokens) == 60  # in use


def test_recurrent_models_forget_all_or_nothing() -> None:
    cells = Cells(is_recurrent=True)
    slots = Slots(cells, count=3, cells=CELLS, shares_prefixes=False)
    number, _ = seat(slots, cells, list(range(10)))
    assert slots.longest_prefix(list(range(10)))[1] == 0
    assert slots.remove(number, 6) == 0
    assert slots[number].tokens == []


def test_whatever_happens_cells_and_slots_agree(slots: Slots, cells: Cells) -> None:
    dice = random.Random(7)
    running: list[int] = []
    for _ in range(1500):
        choice = dice.random()
        if choice < 0.4 and len(running) < 5:
            tokens = [dice.randrange(3) for _ in range(dice.randrange(1, 25))]
            if slots.make_room(len(tokens)):
                running.append(seat(slots, cells, tokens)[0])
        elif choice < 0.7 and running and slots.make_room(3):
            fill(slots, cells, dice.choice(running), [dice.randrange(3) for _ in range(3)])
        elif choice < 0.8 and running:
            number = dice.choice(running)
            slots.remove(number, dice.randrange(1, 1 + len(slots[number].tokens) or 1))
        elif running:
            slots.release(running.pop(dice.randrange(len(running))))
        assert slots.free_cells == CELLS - len(cells.cells)
        for number in range(6):
            assert cells.positions(number) == list(range(len(slots[number].tokens)))


def test_common_length() -> None:
    assert common_length([1, 2, 3], [1, 2, 4], 9) == 2
    assert common_length([1, 2, 3], [1, 2, 3, 4], 2) == 2
    assert common_length([], [1], 5) == 0
    assert common_length([1, 2], [], -1) == 0
