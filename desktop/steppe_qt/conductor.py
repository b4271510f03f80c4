"""Joins the window with the session: what happens on Solve, Stop and another try, and what the status line says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from steppe.problem import Problem
from steppe.settings import Settings, SettingsStore
from steppe.settings_table import CONTEXT, GPU_LAYERS, MODE, MODEL, THREADS
from steppe.settings_use import options_of
from steppe_models.errors import SteppeError
from steppe_qt.announce import announce
from steppe_qt.engine_words import line_of, trouble_line
from steppe_qt.main_window import MainWindow
from steppe_qt.solving.request import HARDER_LEAST_SAMPLES, Ending, EngineStatus, SolveRequest, Trouble, is_elsewhere
from steppe_qt.solving.session import SolveSession
from steppe_qt.solving.solution import Phase
from steppe_qt.status_line import Line
from steppe_qt.translations.install import said

if TYPE_CHECKING:
    from steppe.sandbox.client import SandboxState
    from steppe.solve.events import Event
    from steppe_models.records import InstalledModel
    from steppe_qt.answer.solution_view import SolutionView

_TOLD_ONCE = ("dismiss", "history")  # actions of lines that would not come back


class Conductor(QObject):
    """Everything that one does while solving; `no_model` says that there is none to solve with."""

    no_model = Signal()
    models_wanted = Signal()
    model_found = Signal()
    history_wanted = Signal()  # a history that could not be opened shall be tried again
    solve_kept = Signal()  # a solve is over and in the history

    def __init__(self, window: MainWindow, session: SolveSession, settings: SettingsStore, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session, self._settings = window, session, settings
        self._engine = EngineStatus("none")
        self._sandbox: SandboxState | None = None
        self._models: dict[str, InstalledModel] = {}
        self._passing: Line | None = None  # stands in the status line until the next thing happens
        self._request: SolveRequest | None = None
        self._wanted = settings.settings[MODEL]  # the model to solve with; "" is the catalogue's default
        self._is_put_off = False  # it was chosen during a solve: what is loaded for that one changes nothing of it
        window.entry.mode_picker.choose(settings.settings[MODE])
        self._connect()
        self._show_status()

    @property
    def session(self) -> SolveSession:
        """What solves, and checks one's own work."""
        return self._session

    @property
    def model_name(self) -> str:
        """The name of the model that is chosen; its file or address while that is all that is known of it."""
        if (model := self._models.get(self.model_id)) is not None:
            return model.profile.name
        return self._engine.model_name if self.model_id in ("", self._engine.chosen) else self.model_id

    @property
    def model_id(self) -> str:
        """The id of the model that is chosen, "" while that is not known."""
        return self._window.entry.model_picker.model_id

    def take_over(self, other: Conductor) -> None:
        """Go on where another conductor of the same session stands."""
        entry, before = self._window.entry, other._window.entry
        self._engine, self._sandbox, self._models = other._engine, other._sandbox, other._models
        self._request, self._wanted, self._is_put_off = other._request, other._wanted, other._is_put_off
        if self._models:
            entry.model_picker.fill(tuple(self._models.values()), before.model_picker.model_id)
        self._show_wanted()
        entry.mode_picker.allow(entry.model_picker.modes)
        entry.mode_picker.choose(before.mode_picker.mode)
        entry.set_solving(self._session.is_solving)
        if not self._window.page.is_empty:
            self._follow_view()
        self._show_status()

    def begin(self) -> None:
        """Load the model and start the sandbox; the window is on the screen."""
        self._session.start(self._settings.settings[MODEL])

    def choose_model(self, model_id: str) -> None:
        """Solve with this model from now on, at the next start too."""
        self._session.find_models()
        self._on_model_chosen(model_id)
        try:
            self._settings.change(MODEL, model_id)
        except SteppeError as error:
            self.say(trouble_line(Trouble(error.message, error.hint, error.code)))

    def use_settings(self, before: Settings, settings: Settings) -> None:
        """Settings have changed: those of the engine have the model loaded anew."""
        if settings[MODE] != before[MODE]:
            self._window.entry.mode_picker.choose(settings[MODE])
        if settings[MODEL] != before[MODEL]:
            self._on_model_chosen(settings[MODEL])
        elif any(settings[setting] != before[setting] for setting in (THREADS, CONTEXT, GPU_LAYERS)):
            self._session.use_model(self._wanted, is_anew=True)
        if (view := self._window.page.solution) is not None:
            view.use_limits(self._limits)

    @Slot()
    def look_for_models(self) -> None:
        """Something about the installed models has changed."""
        self._session.find_models()

    def say(self, line: Line) -> None:
        """Say something until the next thing happens."""
        self._passing = line
        self._show_status()
        announce(self._window.status, line.text, is_urgent=line.mood == "wrong")

    def reopen(self, request: SolveRequest, events: list[Event], ending: Ending) -> None:
        """Show a solve of earlier; what is under way is stopped."""
        self._session.stop()
        self._request = request = self._as_set(request)
        window = self._window
        window.show_page(window.page)
        window.entry.set_problem(request.problem)
        model = self._models.get(request.model)
        name = model.profile.name if model else request.model
        self._follow_view().reopen(request, name, events, ending)

    @Slot()
    def new_problem(self) -> None:
        """An empty page, ready to type; nothing that is still under way for the last problem is told."""
        self._session.stop()
        self._session.forget_program()
        self._session.forget_plot()
        self._request = self._passing = None  # whoever comes next tries nothing of this again
        self._window.show_page(self._window.page)
        self._window.page.show_empty()
        self._window.entry.set_problem(Problem(""))
        self._window.entry.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_status()

    @Slot()
    def another_try(self) -> None:
        """The same problem again, with chance let in."""
        if self._request is not None and not self._session.is_solving:
            picker = self._window.entry.mode_picker
            number = self._request.try_number + 1
            self._solve(replace(self._request, try_number=number, model=self.model_id, mode=picker.mode))

    @Slot()
    def try_harder(self) -> None:
        """The same problem put to a vote of many answers."""
        if self._request is not None and not self._session.is_solving:
            least = HARDER_LEAST_SAMPLES
            self._solve(replace(self._request, mode="vote", try_number=0, model=self.model_id, least_samples=least))

    @Slot()
    def explain(self) -> None:
        """Let the model explain what algebra has answered."""
        if self._request is not None and not self._session.is_solving:
            self._solve(replace(self._request, is_explaining=True, try_number=0, model=self.model_id))

    @Slot()
    def stop(self) -> None:
        """Stop at once; with nothing to stop, back to the problem."""
        if self._session.is_solving:
            self._session.stop()
        else:
            self._window.entry.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        session, entry = self._session, self._window.entry
        session.engine_changed.connect(self._on_engine_changed)
        session.sandbox_changed.connect(self._on_sandbox_changed)
        session.models_found.connect(self._on_models_found)
        session.solve_ended.connect(self._on_solve_ended)
        session.trouble_arose.connect(self._on_trouble)
        entry.solve_requested.connect(self._on_solve_requested)
        entry.stop_requested.connect(self.stop)
        entry.complaint.connect(self._on_complaint)
        entry.file_read.connect(self._on_file_read)
        entry.model_picker.model_chosen.connect(self._on_model_chosen)
        entry.model_picker.more_requested.connect(self.models_wanted)
        self._window.status.acted.connect(self._on_acted)

    def _as_set(self, request: SolveRequest) -> SolveRequest:
        """The request with the bounds that are set now."""
        wanted = options_of(self._settings.settings)
        return replace(
            request,
            max_tokens=wanted.max_tokens,
            samples=wanted.samples,
            budget_s=wanted.budget_s,
            first_seed=wanted.seed,
            first_temperature=wanted.temperature,
            limits=self._limits,
        )

    @property
    def _limits(self) -> tuple[float, int]:
        """Seconds and megabytes for a program, as they are set now."""
        wanted = options_of(self._settings.settings)
        return wanted.program_wall_s, wanted.program_memory_mb

    def _solve(self, request: SolveRequest) -> None:
        self._session.stop()  # while the view still shows what is stopped
        request = self._as_set(request)
        self._passing = None
        self._is_put_off = False
        self._request = request
        view = self._follow_view()
        view.begin(request, self.model_name)
        self._session.solve(request)
        self._window.entry.set_solving(True)
        announce(self._window, self.tr("Solving"))
        self._show_status()

    def _follow_view(self) -> SolutionView:
        view = self._window.page.open_solution()
        view.again_requested.connect(self.another_try, Qt.ConnectionType.UniqueConnection)
        view.harder_requested.connect(self.try_harder, Qt.ConnectionType.UniqueConnection)
        view.explanation_requested.connect(self.explain, Qt.ConnectionType.UniqueConnection)
        return view

    def _show_status(self) -> None:
        line = self._passing or line_of(self._engine, self._sandbox, is_solving=self._session.is_solving)
        self._window.status.say(line)

    @Slot(object)
    def _on_solve_requested(self, problem: Problem) -> None:
        self._solve(SolveRequest(problem, self.model_id, self._window.entry.mode_picker.mode))

    @Slot(object)
    def _on_solve_ended(self, ending: Ending) -> None:
        self._window.entry.set_solving(False)
        if ending.trouble is not None and self._engine.phase != "failed":
            self.say(trouble_line(ending.trouble))
        self._show_status()
        self.solve_kept.emit()

    @Slot(object)
    def _on_engine_changed(self, status: EngineStatus) -> None:
        self._engine = status
        if status.trouble is not None or self._passing is None or self._passing.action not in _TOLD_ONCE:
            self._passing = None
        if status.phase in ("loading", "ready") and not self._is_put_off:
            self._wanted = status.chosen
            self._show_wanted()
        if status.phase == "ready":
            self._window.entry.mode_picker.allow(self._window.entry.model_picker.modes)
            self.model_found.emit()
        elif status.trouble is not None:
            announce(self._window.status, said(status.trouble.message), is_urgent=True)
            self._use_another_model()
        self._show_status()

    @Slot(object)
    def _on_sandbox_changed(self, state: SandboxState) -> None:
        self._sandbox = state
        self._show_status()

    @Slot(tuple)
    def _on_models_found(self, models: tuple[InstalledModel, ...]) -> None:
        self._models = {model.id: model for model in models}
        entry = self._window.entry
        entry.model_picker.fill(models, self._wanted)
        self._show_wanted()
        entry.mode_picker.allow(entry.model_picker.modes)
        if not models and not is_elsewhere(self._wanted):
            self.no_model.emit()
        self._use_another_model()

    def _show_wanted(self) -> None:
        """Have the model that is wanted stand in the picker: the next solve asks for what stands there."""
        picker = self._window.entry.model_picker
        if is_elsewhere(self._wanted):
            name = self._engine.model_name if self._engine.chosen == self._wanted else ""
            picker.add_elsewhere(self._wanted, name or self._wanted)
        else:
            default = (model.id for model in self._models.values() if model.profile.is_default)
            picker.choose(self._wanted or next(default, ""))

    def _use_another_model(self) -> None:
        """Where the default model is not installed but another is, take the best of those; the status line names it."""
        is_missing = self._engine.trouble is not None and self._engine.trouble.code == "missing"
        if is_missing and not self._wanted and self._models:
            best = max(self._models.values(), key=lambda model: model.profile.rank)
            self._on_model_chosen(best.id)

    @Slot(str)
    def _on_model_chosen(self, model_id: str) -> None:
        self._wanted = model_id
        self._is_put_off = self._session.is_solving
        self._show_wanted()
        self._window.entry.mode_picker.allow(self._window.entry.model_picker.modes)
        if not self._is_put_off:  # else the next solve asks for it
            self._session.use_model(model_id)

    @Slot(object)
    def _on_trouble(self, trouble: Trouble) -> None:
        self.say(trouble_line(trouble))

    @Slot(object)
    def _on_complaint(self, error: SteppeError) -> None:
        self.say(Line(said(error.message), "unsure"))

    @Slot(str)
    def _on_file_read(self, name: str) -> None:
        self.say(Line(self.tr("Read from {name}.").format(name=name)))

    @Slot(str)
    def _on_acted(self, action: str) -> None:
        self._passing = None
        if action == "models":
            self.models_wanted.emit()
        elif action == "history":
            self.history_wanted.emit()
        elif action == "try_again":
            self._try_again()
        self._show_status()

    def _try_again(self) -> None:
        """What failed, once more with the model that is chosen now: the solve that is shown, or the loading alone."""
        page = self._window.page
        is_shown = self._window.shows_problem and not page.is_empty
        has_failed = is_shown and page.solution is not None and page.solution.solution.phase is Phase.FAILED
        if has_failed and self._request is not None and not self._session.is_solving:
            self._solve(replace(self._request, model=self.model_id))
        else:
            self._session.use_model(self._wanted)
