"""What the sentences read so far have defined: which letters are numbers, which are functions, as one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class DefinedFunction:
    """A function: its key, its parameter, and whether it divides by something that holds the parameter."""

    key: int
    parameter: str
    has_poles: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that may be used, each a function or a number, and the next free key."""

    functions: Mapping[str, DefinedFunction] = field(default_factory=dict)
    values: Mapping[str, int] = field(default_factory=dict)
    next_key: int = 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing is defined."""
        return not self.functions and not self.values

    def defines(self, name: str) -> bool:
        """Whether the name stands for something already."""
        return name in self.functions or name in self.values

    def with_function(self, name: str, parameter: str, *, has_poles: bool) -> Scope:
        """This and a function under the next key."""
        function = DefinedFunction(self.next_key, parameter, has_poles)
        return replace(self, functions={**self.functions, name: function}, next_key=self.next_key + 1)

    def with_values(self, names: Iterable[str]) -> Scope:
        """This and a number for each name, under the next keys in turn."""
        keys = {name: self.next_key + index for index, name in enumerate(names)}
        return replace(self, values={**self.values, **keys}, next_key=self.next_key + len(keys))

    def where_free(self, name: str) -> Scope:
        """This inside a function of `name`, where the name is the parameter whatever it is outside."""
        values = {each: key for each, key in self.values.items() if each != name}
        return replace(self, values=values)
