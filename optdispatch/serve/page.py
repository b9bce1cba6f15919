"""The page: what it shows of a session, and which change of the session each control asks for."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from nicegui import events, ui

from optdispatch import catalog
from optdispatch.errors import OptDispatchError
from optdispatch.meter.grid import SUFFIXES
from optdispatch.report.figures.day import Day
from optdispatch.report.words import Words
from optdispatch.serve.chart import options
from optdispatch.serve.exports import EXPORTS
from optdispatch.serve.knobs import Knob
from optdispatch.serve.session import Session
from optdispatch.serve.tariffs import Offer, offers
from optdispatch.serve.uploads import CASES, MOST

Change = Callable[[Session], Session]


async def build(folder: Path, drawing: asyncio.Lock) -> None:
    """Lay out a visitor's page; the files that are sent go to a folder in `folder`.

    Whoever draws a report has `drawing`: matplotlib has one style for all of a process.
    """
    own = TemporaryDirectory(dir=folder)
    ui.context.client.on_delete(own.cleanup)
    session = await asyncio.to_thread(Session.begin, Path(own.name))
    Desk(session, drawing).lay_out()


class Desk:
    """One visitor's page. Of a slider's places while numbers are found, only the last counts."""

    def __init__(self, session: Session, drawing: asyncio.Lock) -> None:
        self.session, self.drawing = session, drawing
        self.alone = asyncio.Lock()
        self.turned: dict[str, float] = {}
        self.turning = False
        self.waiting = 0
        self.day: str | None = None

    def lay_out(self) -> None:
        """The controls, and what they come to."""
        ui.add_css(Path(__file__).with_name("page.css"))
        self.busy = ui.linear_progress(show_value=False, size="4px").classes("busy")
        self.busy.props('indeterminate data-testid=busy aria-label="finding the numbers"')
        self.busy.set_visibility(False)
        with ui.element().classes("desk"):
            with ui.column().classes("controls"):
                self._sources()
                self.knobs()
                self._exports()
            with ui.column().classes("answer") as answer:
                self.reason = ui.label().classes("text-negative").props("id=reason role=alert")
                self.numbers()
            with ui.column().classes("rest") as rest:
                self.picture()
                self.ledger()
        self.results = answer, rest

    async def change(self, change: Change, *, whole: bool = True) -> None:
        """Change the session off the event loop, and show it; or say why it stays as it was.

        `whole`: what can be turned may be another thing now.
        """
        with self._at_work():
            async with self.alone:
                await self._change(change, whole=whole)

    async def _change(self, change: Change, *, whole: bool) -> None:
        if whole:
            self.turned.clear()  # places of sliders that are no longer there
        try:
            self.session = await asyncio.to_thread(change, self.session)
            self.reason.text = ""
        except OptDispatchError as error:
            self.reason.text = " ".join(str(error).splitlines())
        if whole or self.reason.text:
            self.knobs.refresh()
        if whole:
            name = self.session.asked.name
            self.case.value = name if name in self.case.options else None
        self.numbers.refresh()
        self._redraw()
        self.ledger.refresh()

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """A bar that moves, and numbers that fade, for as long as some change is under way."""
        self.waiting += 1
        self._show_work()
        try:
            yield
        finally:
            self.waiting -= 1
            self._show_work()

    def _show_work(self) -> None:
        self.busy.set_visibility(self.waiting > 0)
        for part in self.results:
            part.classes(add="stale") if self.waiting else part.classes(remove="stale")

    async def turn(self, name: str, value: float) -> None:
        """Turn a knob; of several turns that wait, the last one counts."""
        self.turned[name] = value
        if self.turning:
            return
        self.turning = True
        try:
            while self.turned:
                await self.change(self._turned, whole=False)
        finally:
            self.turning = False

    def _turned(self, session: Session) -> Session:
        """The session with sliders where they are by now."""
        latest, self.turned = self.turned, {}
        return session.turn(latest)

    def _sources(self) -> None:
        """Where case, tariff and load come from."""
        cases = [*catalog.names("models/cases")]
        self.case = ui.select(
            cases, label="case", value=self.session.asked.name, on_change=self._choose
        )
        self.case.classes("w-full").props("data-testid=case")
        self._upload("case file (.yaml)", CASES, Session.take)
        names = [*catalog.names("tariffs")]
        ui.select(names, label="tariff", on_change=lambda e: self._offer(e.value)).classes("w-full")
        self.ways = ui.select({}, label="billed as", on_change=self._bill).classes("w-full")
        self.ways.set_visibility(False)
        self._upload("meter file, for the load", SUFFIXES, Session.meter)

    def _upload(
        self,
        label: str,
        suffixes: tuple[str, ...],
        take: Callable[[Session, str, bytes], Session],
    ) -> None:
        async def sent(event: events.UploadEventArguments) -> None:
            content = await event.file.read()
            cast("Any", event.sender).reset()
            await self.change(lambda session: take(session, event.file.name, content))

        def refused() -> None:
            self.reason.text = f"{label}: should end in {' or '.join(suffixes)} and have " + (
                f"{MOST / 1e6:,.0f} MB at most"
            )

        ui.upload(
            label=label, auto_upload=True, max_file_size=MOST, on_upload=sent, on_rejected=refused
        ).classes("w-full").props(f"accept={','.join(suffixes)} flat bordered")

    async def _choose(self, event: events.ValueChangeEventArguments[str | None]) -> None:
        name = event.value
        if name not in {None, self.session.asked.name}:
            await self.change(lambda session: session.choose(str(name)))

    async def _offer(self, name: str) -> None:
        """Show the ways to be billed by a tariff, and take the first."""
        there = await asyncio.to_thread(offers, name)
        if not there:
            self.reason.text = f"{name}: has no prices yet; choose another tariff"
            return
        self.ways.set_options({offer: str(offer) or "its charges" for offer in there})
        self.ways.set_visibility(len(there) > 1)
        self.ways.value = there[0]

    async def _bill(self, event: events.ValueChangeEventArguments[Offer]) -> None:
        offer = event.value
        if offer is not None:
            await self.change(lambda session: session.bill_by(offer))

    @ui.refreshable_method
    def knobs(self) -> None:
        """A slider for each knob of the case."""
        for knob in self.session.knobs.values():
            self._slider(knob)

    def _slider(self, knob: Knob) -> None:
        value = self.session.value(knob.name)
        with ui.row().classes("w-full justify-between"):
            ui.label(knob.title)
            told = ui.label(knob.told(value))

        async def moved(event: events.ValueChangeEventArguments[float | None]) -> None:
            at = min(max(event.value or 0.0, knob.low), knob.high)
            told.text = knob.told(at)
            await self.turn(knob.name, at)

        slider = ui.slider(
            min=knob.low, max=knob.high, step=knob.step, value=value, on_change=moved
        )
        slider.props(f'data-testid="{knob.name}" aria-label="{knob.title}"')

    @ui.refreshable_method
    def numbers(self) -> None:
        """What the case comes to."""
        ui.label(self.session.view.says).classes("text-lg").props("data-testid=says")
        with ui.element().classes("tiles"):
            for name, (title, value) in self.session.view.numbers.items():
                with ui.element().classes("tile"):
                    ui.label(title).classes("text-xs text-gray-600")
                    ui.label(value).classes("text-xl").props(f"data-testid={name}")

    @ui.refreshable_method
    def ledger(self) -> None:
        """What each way pays, line by line."""
        ways, rows = self.session.view.ledger
        names = [f"what it costs, {self.session.view.outcome.currency}", *ways]
        columns = [
            {"name": str(n), "label": name, "field": str(n), "align": "right" if n else "left"}
            for n, name in enumerate(names)
        ]
        told = [{str(n): cell for n, cell in enumerate(row)} for row in rows]
        table = ui.table(columns=columns, rows=told, row_key="0", pagination=0)
        table.classes("w-full ledger").props('dense flat hide-bottom data-testid="ledger"')

    @ui.refreshable_method
    def picture(self) -> None:
        """A day of the year, and which."""
        days = self.session.view.days
        self.pick = ui.select([*days], value=self._seen, on_change=self._look).classes("w-full")
        self.chart = ui.echart(options(self._day), renderer="svg").classes("w-full h-[36rem]")
        self.chart.props("data-testid=day")

    def _look(self, event: events.ValueChangeEventArguments[str]) -> None:
        if event.value != self.day:
            self.day = event.value
            self._redraw()

    def _redraw(self) -> None:
        """Put the day's data into the chart that is there."""
        self.pick.set_options([*self.session.view.days], value=self._seen)
        self.chart.options.clear()
        self.chart.options.update(options(self._day))
        self.chart.update()

    @property
    def _seen(self) -> str:
        """The day that was picked, as long as there is one of its title; else the first."""
        days = self.session.view.days
        return self.day if self.day in days else next(iter(days))

    @property
    def _day(self) -> Day:
        return self.session.view.days[self._seen]

    def _exports(self) -> None:
        """Files to take home."""
        language = ui.toggle({"en": "English", "zh": "中文"}, value="en")
        for name in EXPORTS:
            ui.button(
                name, icon="download", on_click=lambda name=name: self._export(name, language.value)
            ).classes("w-full").props("outline no-caps")

    async def _export(self, name: str, language: str | None) -> None:
        ui.notify(f"writing the {name}")
        async with self.drawing:
            try:
                words = Words(language or "en")
                file, content = await asyncio.to_thread(EXPORTS[name], self.session, words)
            except OptDispatchError as error:
                self.reason.text = " ".join(str(error).splitlines())
                return
        ui.download.content(content, file)
