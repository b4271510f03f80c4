"""The one entry: a checkpoint in, a verified GGUF file out; iterate for progress, then read the report."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from steppe_convert import importance_input, journal, verify
from steppe_convert.followed import followed
from steppe_convert.guard import check_types
from steppe_convert.importance_input import ImportanceInput
from steppe_convert.part_file import PartFile, held
from steppe_convert.planning import Prepared, prepare
from steppe_convert.progress import COMPARING, READING, Note, Progress, told
from steppe_convert.reference_config import forward_config, rotary_angles
from steppe_convert.report import Report, type_counts, write_manifest
from steppe_convert.source import Checkpoint, open_checkpoint, read_json
from steppe_convert.source_hashes import SourceHashes
from steppe_convert.stream import Stream
from steppe_convert.types import check_file_type
from steppe_convert.written import Written
from steppe_models.catalogue import Catalogue, load_catalogue
from steppe_models.errors import BadInputError, IntegrityError, SteppeError
from steppe_models.hardware import detect

if TYPE_CHECKING:
    from steppe_convert.agreement import Agreement

_LARGEST_ROPE_BASE = 1e15


@dataclass(frozen=True, slots=True)
class Request:
    """What to convert. `output` None names the file after model and type, in the current folder.

    `profile_id` is the catalogue's id of the model ("" recognises it), `rope_base` wins over configuration and
    catalogue (0 for none), `threads` 0 is one for each core. One of `imatrix` (llama.cpp's file) and `calibrate`
    (a text or problems) at most. `is_compared` compares logits with the original weights at the end.
    """

    source: str
    file_type: str
    output: Path | None = None
    adapters: tuple[Path, ...] = ()
    profile_id: str = ""
    rope_base: float = 0.0
    imatrix: Path | None = None
    calibrate: Path | None = None
    threads: int = 0
    is_compared: bool = False


class Conversion:
    """One conversion. Iterating does the work; `report` is there when the iteration has ended.

    Stopping the iteration, by `cancel`, an exception or a kill, leaves a part file from which the same request resumes.
    """

    def __init__(self, request: Request, catalogue: Catalogue | None = None) -> None:
        self.request = request
        self.report: Report | None = None
        self._catalogue = catalogue
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Stop at the next slab; the iteration ends without a report. May be called from any thread."""
        self._cancelled.set()

    def __iter__(self) -> Iterator[Progress | Note]:
        """Do it.

        Raises:
            SteppeError: what is wrong with source, tokenizer, disk or the finished file.
        """
        steps = self._steps()
        try:
            for step in steps:
                yield step
                if self._cancelled.is_set():
                    return
        finally:
            steps.close()

    def _steps(self) -> Generator[Progress | Note, None, None]:
        started = time.monotonic()
        request = self.request
        if request.imatrix and request.calibrate:
            raise BadInputError("Both an importance matrix and a calibration text are given.", "Give one of them.")
        if request.rope_base and not 1 <= request.rope_base <= _LARGEST_ROPE_BASE:
            raise BadInputError(f"{request.rope_base:g} is no rope base.", "Give one such as 10000 or 1000000.")
        file_type = check_file_type(request.file_type)
        catalogue = self._catalogue or load_catalogue()
        yield Progress(READING, 0, 1)
        with open_checkpoint(request.source, request.adapters) as checkpoint:
            if request.output and not request.output.is_dir():
                _check_place(request.output)
            prepared, importance = yield from self._prepare(checkpoint, file_type, catalogue)
            target = _target(request.output, f"{_file_stem(prepared.identity.name)}-{file_type}.gguf")
            _check_place(target)
            yield from (Note(text) for text in prepared.notes)
            with held(target), SourceHashes(checkpoint.files, checkpoint.file_hashes) as hashes:
                yield from self._write(checkpoint, prepared, importance, target, started, hashes)

    def _prepare(
        self, checkpoint: Checkpoint, file_type: str, catalogue: Catalogue
    ) -> Generator[Progress | Note, None, tuple[Prepared, ImportanceInput | None]]:
        request = self.request

        def plan(importance: ImportanceInput | None) -> Prepared:
            return prepare(
                checkpoint,
                file_type,
                catalogue,
                profile_id=request.profile_id,
                rope_base=request.rope_base,
                importance_keys=importance.keys() if importance else None,
            )

        importance = importance_input.read(request.imatrix) if request.imatrix else None
        prepared = plan(importance)
        if request.is_compared:  # what cannot be checked afterwards is refused now
            rotary_angles(forward_config(checkpoint.config), 1)
        if request.calibrate:
            for step in importance_input.calibrate(request.calibrate, checkpoint, prepared):
                if isinstance(step, ImportanceInput):
                    importance = step
                else:
                    yield step
            prepared = plan(importance)
        check_types(prepared, checkpoint, has_importance=importance is not None)
        return prepared, importance

    def _write(
        self,
        checkpoint: Checkpoint,
        prepared: Prepared,
        importance: ImportanceInput | None,
        target: Path,
        started: float,
        hashes: SourceHashes,
    ) -> Generator[Progress | Note, None, None]:
        plan = prepared.plan
        with PartFile(target, plan) as part:
            notes = journal.Journal(part, plan.digest(_more(checkpoint, importance)))
            written = _former(part, notes)
            resumed = written.weights(plan) / plan.weights
            if resumed:
                yield Note(f"A former run is taken up: {resumed:.0%} of the weights are written already.")
            notes.start(written)
            try:
                yield from Stream(
                    checkpoint,
                    part,
                    notes,
                    written,
                    threads=self.request.threads or detect().physical_cores,
                    importance=importance.rows(prepared) if importance else None,
                )
            finally:
                notes.close()
            try:
                report = yield from self._verify(checkpoint, prepared, part, notes, written)
                described = importance.described() if importance else {}
                write_manifest(report, prepared, checkpoint, hashes.result(), described)
            except BaseException:
                part.spoil()
                raise
            part.publish()
            notes.discard()
            self.report = replace(report, seconds=time.monotonic() - started, resumed=resumed)

    def _verify(
        self,
        checkpoint: Checkpoint,
        prepared: Prepared,
        part: PartFile,
        notes: journal.Journal,
        written: Written,
    ) -> Generator[Progress | Note, None, Report]:
        """Complete the part file and look at it from all sides; what is found wrong is removed."""
        plan, sha256 = part.plan, ""
        errors = written.relative_errors(plan)
        try:
            verify.check_errors(plan, errors)
            part.complete()
            for step in verify.reread(part, written):
                if isinstance(step, str):
                    sha256 = step
                else:
                    yield step
            checks = verify.check_in_llama(part.path, plan, prepared.vocabulary)
            agreement = None
            if self.request.is_compared:
                agreement = yield from self._compare(checkpoint, prepared, part.path)
        except IntegrityError:
            part.discard()
            notes.discard()
            raise
        return Report(
            path=part.target,
            manifest=manifest_path(part.target),
            name=prepared.identity.name,
            profile_id=prepared.identity.profile.id if prepared.identity.profile else "",
            file_type=plan.file_type,
            size_bytes=plan.size_bytes,
            source_bytes=sum(file.size_bytes for file in checkpoint.files),
            sha256=sha256,
            weights=plan.weights,
            type_counts=type_counts(prepared),
            errors=errors,
            checks=checks,
            notes=prepared.notes,
            seconds=0.0,
            resumed=0.0,
            agreement=agreement,
        )

    def _compare(
        self, checkpoint: Checkpoint, prepared: Prepared, path: Path
    ) -> Generator[Progress | Note, None, Agreement]:
        from steppe_convert.agreement import measure_agreement

        yield Progress(COMPARING, 0, 1)
        file_type, rope_base = prepared.plan.file_type, prepared.identity.rope_base
        work = followed(
            lambda tell: measure_agreement(checkpoint, path, file_type, rope_base=rope_base, on_progress=tell)
        )
        agreement = yield from told(COMPARING, work)
        if not agreement.is_good:
            raise IntegrityError(
                " ".join(agreement.findings),
                "Convert it with --type Q8_0 --verify to see whether the type is the cause.",
            )
        return agreement


def _former(part: PartFile, notes: journal.Journal) -> Written:
    """What a former run of the same plan has written; opens the part file."""
    written = Written(part.plan.slab_count())
    is_resumed = journal.part_exists(part.path, part.plan.size_bytes) and notes.read(written)
    part.open(is_resumed=is_resumed)
    if is_resumed:
        part.spoil()  # it may have been complete, and is being written again
        part.write_head()
        journal.drop_lost(part.plan, part, written)
    return written


def manifest_path(target: Path) -> Path:
    """Where the record of a conversion stands, beside its file."""
    return target.with_suffix(".json")


def _target(output: Path | None, name: str) -> Path:
    """Where the file shall lie; in a folder, and where nothing is said, it has the model's name."""
    if output is None:
        return Path(name)
    return output / name if output.is_dir() else output


def _check_place(target: Path) -> None:
    if not target.parent.is_dir():
        raise BadInputError(f"There is no folder {target.parent}.", "Make it, or name another output.")
    _check_manifest(target)


def _check_manifest(target: Path) -> None:
    """Refuse to replace a file that no conversion has written: a checkpoint's own config.json, a list of problems."""
    path = manifest_path(target)
    try:
        is_manifest = not path.exists() or "manifest_version" in read_json(path)
    except SteppeError:
        is_manifest = False
    if not is_manifest:
        raise BadInputError(
            f"{path} would be replaced by the record of this conversion, and it is none.", "Name another --output."
        )


def _more(checkpoint: Checkpoint, importance: ImportanceInput | None) -> list[str]:
    """What decides the bytes besides the plan: adapters and importance matrix."""
    lines = [file.identity for file in checkpoint.files]
    lines += [f"{name} {each.identity}" for name, changes in checkpoint.changes.items() for each in changes]
    return [*lines, importance.sha256 if importance else ""]


def _file_stem(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "model"
