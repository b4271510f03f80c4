"""Models on disk: pull, verify, import, remove and find them; every change is atomic and resumable."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from steppe_models.catalogue import Catalogue, ModelProfile, is_id
from steppe_models.errors import BadInputError, IntegrityError, MissingError, SteppeError
from steppe_models.places import make_private_dir
from steppe_models.records import (
    RECORD_NAME,
    InstalledModel,
    check_size,
    check_unchanged,
    read_record,
    unknown_profile,
    write_record,
)
from steppe_models.sources.transfer import (
    FetchedFile,
    NoteCallback,
    Progress,
    ProgressCallback,
    hash_file,
)

_PARTIAL = ".partial"
_READY = "ready"
_IMPORT = "import"


def _ignore(_: object) -> None:
    """Nobody is watching."""


class Store:
    """The folder `root` with one folder per model: the file and its record.

    What is not finished lies under `root/.partial/ID` and is taken up again by the next pull.
    """

    def __init__(self, root: Path, catalogue: Catalogue) -> None:
        self.root = root
        self.catalogue = catalogue

    def find(self, model_id: str) -> InstalledModel | None:
        """The installed model of this id, or None; costs one small file and one stat.

        Raises:
            IntegrityError: the file or its record changed since it was stored.
        """
        if not is_id(model_id):
            return None
        model = read_record(self.root / model_id, self.catalogue)
        if model is not None:
            check_unchanged(model)
        return model

    def installed(self) -> list[InstalledModel]:
        """All installed models by id; those that cannot be used carry their `problem`."""
        models: list[InstalledModel] = []
        for path in sorted(self.root.glob(f"*/{RECORD_NAME}")):
            folder = path.parent
            try:
                model = read_record(folder, self.catalogue)
                if model is None:
                    continue
            except IntegrityError as error:
                profile = self.catalogue.find(folder.name) or unknown_profile(folder.name)
                models.append(InstalledModel(profile, folder, 0, "", "", False, problem=str(error)))
                continue
            try:
                check_unchanged(model)
            except IntegrityError as error:
                model = replace(model, problem=str(error))
            models.append(model)
        return models

    def resolve(self, text: str = "") -> InstalledModel:
        """What `--model` means: the id of an installed model, a GGUF file, or "" for the default model.

        Raises:
            MissingError: unknown, not installed yet, or no such file; the hint says what to do.
            IntegrityError: the file is damaged.
            BadInputError: a file that cannot be read.
        """
        wanted = text or self.catalogue.default.id
        if is_id(wanted.lower()) and (model := self.find(wanted.lower())):
            return model
        path = Path(wanted).expanduser()
        if path.is_file() or os.sep in wanted or wanted.lower().endswith(".gguf"):
            return self._file(path)
        raise self._not_here(wanted)

    def pull(
        self,
        profile: ModelProfile,
        on_progress: ProgressCallback = _ignore,
        on_note: NoteCallback = _ignore,
    ) -> InstalledModel:
        """Get a model from its sources, or return it when it is installed already.

        Raises:
            MissingError: no source delivers it.
            TransferCutError: cut repeatedly; the next pull resumes.
            IntegrityError: what came is not what was meant; it has been removed.
            DiskFullError: no room.
            SteppeError: the folder cannot be written.
        """
        model = self._usable(profile.id)
        if model is not None:
            return model
        with self._locked(profile.id, on_note) as work:
            self._finish_interrupted(profile.id, work)
            # Another process may have finished it meanwhile, or a file only looks changed.
            model = self._repaired(profile.id, on_progress, on_note)
            if model is not None:
                return model
            from steppe_models.sources.fetch import fetch_model

            file = fetch_model(profile, work, on_progress, on_note)
            return self._publish(profile, file, work, verified=True)

    def import_file(
        self,
        path: Path,
        model_id: str = "",
        on_progress: ProgressCallback = _ignore,
        on_note: NoteCallback = _ignore,
    ) -> InstalledModel:
        """Copy a GGUF file into the store under the catalogue's id, or one of its own.

        Raises:
            MissingError: no such file.
            BadInputError: the id is taken or unusable, or the file is another model than `model_id`.
            IntegrityError: not a whole GGUF file, or not the file whose hash the catalogue knows.
            DiskFullError: no room.
        """
        from steppe_models.gguf_header import read_header
        from steppe_models.guess import choose_profile
        from steppe_models.sources import file as local_file

        if model_id and not is_id(model_id):
            raise BadInputError(
                f"{model_id!r} cannot be an id.", "Use small letters, digits, dots, dashes and underscores."
            )
        header = read_header(path)
        with self._locked(_IMPORT, on_note) as work:
            copied = local_file.fetch(path, folder=work, on_progress=on_progress)
            try:
                profile = choose_profile(self.catalogue, header, path, copied.sha256, model_id)
                present = self._usable(profile.id)
                if present is not None and present.sha256 != copied.sha256:
                    raise BadInputError(
                        f"Another file is installed as {profile.id}.",
                        f"`steppe models remove {profile.id}` first, or give another --id.",
                    )
                if present is not None:
                    return present
                return self._publish(profile, copied, work, verified=profile.sha256 == copied.sha256)
            finally:
                shutil.rmtree(work, ignore_errors=True)

    def receive(
        self,
        profile: ModelProfile,
        sha256: str,
        deliver: Callable[[Path], FetchedFile],
        on_note: NoteCallback = _ignore,
        *,
        verified: bool,
    ) -> InstalledModel:
        """Store the file of this `sha256` that `deliver` puts into the folder it is given, or return what is there.

        What `deliver` leaves in the folder when it fails is there again in the next run.

        Raises:
            BadInputError: another file is installed under this id.
            SteppeError: the folder cannot be written, or what `deliver` raises.
        """
        with self._locked(profile.id, on_note) as work:
            present = self._usable(profile.id)
            if present is not None and present.sha256 != sha256:
                raise BadInputError(
                    f"Another file is installed as {profile.id}.", f"`steppe models remove {profile.id}` first."
                )
            if present is not None:
                return present
            return self._publish(profile, deliver(work), work, verified=verified)

    def verify(self, model_id: str, on_progress: ProgressCallback = _ignore) -> InstalledModel:
        """Read the whole file and compare its SHA-256 with the record and, where known, the publisher's.

        Raises:
            MissingError: not installed.
            IntegrityError: the file is gone, short, long or damaged; it is named.
        """
        model = read_record(self.root / model_id, self.catalogue) if is_id(model_id) else None
        if model is None:
            raise self._not_here(model_id)
        check_size(model)
        total = model.size_bytes
        found = hash_file(model.path, lambda done: on_progress(Progress("checking", done, total)))
        expected = model.profile.sha256 or model.sha256
        if found != expected:
            raise IntegrityError(
                f"The model file {model.path} is damaged: its SHA-256 is {found}, not {expected}.",
                f"`steppe models remove {model.id}`, then `steppe models pull {model.id}` gets it again.",
            )
        if model.path.stat().st_mtime_ns != model.mtime_ns:
            kept = FetchedFile(model.path, found, total, model.source)
            write_record(model.path, model.profile, kept, verified=model.verified, date=model.date)
        return replace(model, mtime_ns=model.path.stat().st_mtime_ns)

    def remove(self, model_id: str) -> int:
        """Delete a model and whatever a broken pull left of it; returns how many bytes became free.

        Raises:
            MissingError: there is nothing of that id.
            SteppeError: it is being pulled just now, or the folder cannot be written.
        """
        wanted = model_id.lower()
        folder, work = self.root / wanted, self.root / _PARTIAL / wanted
        if not is_id(wanted) or not (folder.is_dir() or work.is_dir()):
            self.catalogue.get(model_id, tuple(model.id for model in self.installed()))
            raise MissingError(f"The model {wanted} is not on this machine.", "`steppe models list` shows all.")
        freed = sum(path.stat().st_size for place in (folder, work) for path in place.rglob("*") if path.is_file())
        with self._locked(wanted, _ignore, wait=False):
            for place in (folder, work):
                if place.exists():
                    shutil.rmtree(place)
        return freed

    def _not_here(self, model_id: str) -> MissingError:
        """The error for a model that is known but not installed.

        Raises:
            MissingError: it is not even known; the nearest ids are named.
        """
        profile = self.catalogue.get(model_id, tuple(model.id for model in self.installed()))
        size = f" ({profile.expected_bytes / 1e9:.2f} GB)" if profile.has_source else ""
        return MissingError(
            f"The model {profile.id} is not on this machine yet.",
            f"`steppe models pull {profile.id}` gets it{size}."
            if profile.has_source
            else f"{profile.note} `steppe models import FILE --id {profile.id}` takes it.",
        )

    def _usable(self, model_id: str) -> InstalledModel | None:
        """Like `find`, but a model that looks damaged counts as none."""
        try:
            return self.find(model_id)
        except IntegrityError:
            return None

    def _repaired(self, model_id: str, on_progress: ProgressCallback, on_note: NoteCallback) -> InstalledModel | None:
        """Like `find`, but a model that looks damaged is read whole before it counts as none."""
        try:
            return self.find(model_id)
        except IntegrityError as error:
            on_note(error.message)
        try:
            return self.verify(model_id, on_progress)
        except IntegrityError:
            on_note("It is fetched again.")
            return None

    def _file(self, path: Path) -> InstalledModel:
        from steppe_models.gguf_header import read_header
        from steppe_models.guess import id_from_name, profile_by_name, profile_from_header

        if path.is_dir():
            raise BadInputError(f"{path} is a folder, not a GGUF file.", "Name the file in it.")
        header = read_header(path)
        like = profile_by_name(self.catalogue, header, path)
        profile = profile_from_header(header, path, model_id=id_from_name(path), origin="file", like=like)
        return InstalledModel(profile, path.resolve(), header.file_bytes, "", f"file: {path}", False)

    @contextlib.contextmanager
    def _locked(self, model_id: str, on_note: NoteCallback, *, wait: bool = True) -> Iterator[Path]:
        """The partial folder of a model, held by this process alone."""
        from filelock import FileLock, Timeout

        make_private_dir(self.root)
        parent = make_private_dir(self.root / _PARTIAL)
        lock = FileLock(parent / f"{model_id}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            if not wait:
                raise SteppeError(f"{model_id} is being pulled just now.", "Stop that first.") from error
            on_note(f"Another process is at work on {model_id}; waiting for it to finish.")
            lock.acquire(poll_interval=0.2)
        try:
            yield make_private_dir(parent / model_id)
        finally:
            lock.release()

    def _publish(self, profile: ModelProfile, file: FetchedFile, work: Path, *, verified: bool) -> InstalledModel:
        """Move a complete file and its record into place in one rename."""
        from steppe_models.gguf_header import read_header

        try:
            read_header(file.path)
        except IntegrityError as error:
            file.path.unlink()
            raise IntegrityError(
                f"What came as {profile.name} is not a whole GGUF file; it was removed.",
                "Check the entry in your catalogue.",
            ) from error
        ready = work / _READY
        shutil.rmtree(ready, ignore_errors=True)
        ready.mkdir()  # what it becomes may serve other users; the folder around it is private until then
        file.path.replace(ready / profile.file_name)
        write_record(ready / profile.file_name, profile, file, verified=verified)
        self._move_into_place(profile.id, work)
        model = self.find(profile.id)
        if model is None:
            raise SteppeError(f"The model {profile.id} vanished while it was stored.", "Run the command again.")
        return model

    def _finish_interrupted(self, model_id: str, work: Path) -> None:
        """A pull that was killed between its last byte and the rename has all that is needed."""
        if (work / _READY / RECORD_NAME).is_file():
            self._move_into_place(model_id, work)

    def _move_into_place(self, model_id: str, work: Path) -> None:
        target = self.root / model_id
        if target.exists():
            shutil.rmtree(target)
        _sync_folder(work / _READY)
        (work / _READY).rename(target)
        _sync_folder(self.root)
        shutil.rmtree(work, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut; Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
