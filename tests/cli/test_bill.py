"""`bill`: a meter file under a tariff, against numbers worked by hand and printed elsewhere.

Jiangxi's prices of July 2025 are those of 江西电力 2025(06):35-38, table 1; Jiangsu's of October
2026 those that the grid company published.
"""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from tests.cli.doors import call, refused
from tests.cli.metered import JIANGXI, TWO_PART, february, readings

PRICES = {"peak": 0.9322965, "flat": 0.6626925, "valley": 0.3930885, "deep valley": 0.3481545}
HOURS = {"peak": 28 * 6, "flat": 28 * 24 - 28 * 12 - 18, "valley": 28 * 6, "deep valley": 18}
"""February 2026 has 28 days; 12:00-14:00 is deep valley on nine days of Spring Festival."""
ENERGY = 1000 * sum(PRICES[p] * HOURS[p] for p in PRICES)


def told(text: str, line: str) -> list[str]:
    """The cells of a line of a report."""
    match = re.search(rf"^{re.escape(line)} .*$", text, re.MULTILINE)
    assert match, f"no {line!r} in:\n{text}"
    return re.split(r" {2,}", match[0].strip())[1:]


def written(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()))


def amounts(folder: Path) -> dict[str, float]:
    return {row["line"]: float(row["amount"]) for row in written(folder, "bill-lines.csv")}


def test_a_two_part_bill_by_hand(tmp_path: Path) -> None:
    """336 kWh/kVA takes a tenth off the demand; a power factor of 0.93 takes 0.45 % off all."""
    out = tmp_path / "out"
    more = ("--billing", "demand", "--kva", "2000", "--power-factor", "0.93", "-o", out)
    result = call("bill", *JIANGXI, *february(tmp_path), *more)

    assert result.exit_code == 0, result.output
    base = ENERGY + 42_000 - 4_200 - 0.0267525 * 672_000
    expected = {f"energy {p}": 1000 * PRICES[p] * HOURS[p] for p in PRICES}
    expected |= {"demand": 42_000, "long use": -4_200, "power-factor adjustment": -0.0045 * base}
    assert amounts(out) == pytest.approx({"energy sharp": 0, **expected}, rel=1e-9)
    text = result.stdout
    assert told(text, "energy peak") == ["168,000 kWh", "0.9322965", "156,625.81"]
    assert told(text, "demand 需量电费") == ["1,000.0 kW", "42", "42,000.00"]
    assert told(text, "long use 每月每千伏安用电量") == ["336.0 kWh/kVA", "−10.00 %", "−4,200.00"]
    assert "0.93 PF" in text
    assert "−0.45 %" in text
    assert told(text, "total") == [f"{sum(expected.values()):,.2f}"]
    assert "energy sharp" not in text


def test_what_energy_is_made_of_adds_up(tmp_path: Path) -> None:
    """Only the purchase floats; the rest is its price times 672,000 kWh."""
    out = tmp_path / "out"
    call("bill", *JIANGXI, *february(tmp_path), "--billing", "demand", "-o", out)
    row = written(out, "bill-components.csv")[0]
    parts = {name: float(value) for name, value in row.items() if name != "month"}

    assert parts["td_energy"] == pytest.approx(0.1505 * 672_000)
    assert parts["government_funds"] == pytest.approx(0.0267525 * 672_000)
    ratios = {"peak": 1.6, "flat": 1.0, "valley": 0.4, "deep valley": 0.3}
    bought = 0.44934 * 1000 * sum(ratios[p] * HOURS[p] for p in ratios)
    assert parts["energy_purchase"] == pytest.approx(bought)
    assert sum(parts.values()) == pytest.approx(ENERGY, rel=1e-12)


def test_the_tables_agree(tmp_path: Path) -> None:
    out, file = tmp_path / "out", readings(tmp_path, "2026-01-15", 60, peak_kw=1500)
    more = ("--billing", "demand", "--kva", "2000", "--reactive-column", "kvar", "-o", out)
    result = call("bill", *JIANGXI, "--meter", file, "--column", "kw", *more)
    lines = pd.read_csv(out / "bill-lines.csv")
    months = pd.read_csv(out / "bill-months.csv").set_index("month")

    assert result.exit_code == 0, result.output
    by_month = lines.pivot_table(index="month", columns="line", values="amount")
    assert by_month.to_numpy() == pytest.approx(months[list(by_month)].to_numpy())
    assert months["total"].tolist() == pytest.approx(by_month.sum(axis=1).tolist())
    priced = lines.dropna(subset="price")
    assert (priced["price"] * priced["quantity"]).tolist() == pytest.approx(
        priced["amount"].tolist()
    )
    assert months["peak_kw"].tolist() == [1500, 1000, 1000]
    # 750 kvar on 1,000 kW is 0.80, so 5 % is added: PF by (83)水电财字第215号.
    assert "0.80 PF" in result.stdout
    assert "5.00 %" in result.stdout
    assert "2026-01: 17 of 31 days are billed" in result.stdout
    assert "2026-03: 15 of 31 days are billed" in result.stdout


def test_one_month_is_shown(tmp_path: Path) -> None:
    file = readings(tmp_path, "2026-01-01", 59)
    asked = ("bill", *JIANGXI, "--meter", file, "--column", "kw", "--billing", "demand")
    whole, month = call(*asked), call(*asked, "--month", "2026-02")

    assert "Month by month" in whole.stdout
    assert "Month by month" not in month.stdout
    assert told(month.stdout, "energy peak")[0] == "168,000 kWh"
    assert told(whole.stdout, "energy sharp") == ["62,000 kWh", "1.0221645", "63,374.20"]
    refused(call(*asked, "--month", "2026-05"), "2026-05 is not billed; nearest: 2026-01, 2026-02")


def test_published_prices_are_laid_over_a_tariff(tmp_path: Path) -> None:
    prices = {
        "name": "Jiangsu, October 2026", "source": "the grid company", "confidence": "medium",
        "months": {"2026-10": {
            "energy_purchase": 0.3957, "line_loss": 0.0115, "system_operation": 0.0736,
        }},
    }  # fmt: skip
    (tmp_path / "prices.yaml").write_text(yaml.safe_dump(prices), encoding="utf-8")
    file = readings(tmp_path, "2026-10-09", 5)
    asked: tuple[str, ...] = (
        "bill",
        "--tariff",
        "china/jiangsu/2026-08",
        *TWO_PART,
        "--meter",
        str(file),
    )
    asked += ("--column", "kw", "--billing", "capacity", "--kva", "2000")
    result = call(*asked, "--prices", tmp_path / "prices.yaml", "-o", tmp_path / "out")

    assert result.exit_code == 0, result.output
    rows = written(tmp_path / "out", "bill-lines.csv")
    price = {row["line"]: float(row["price"]) for row in rows if row["price"]}
    funds = price["government funds"]
    energy = {p: round(price[f"energy {p}"] + funds, 4) for p in ("peak", "flat", "valley")}
    assert energy == {"peak": 0.9566, "flat": 0.64, "valley": 0.3828}
    assert price["capacity"] == 32
    for line in (
        "energy_purchase 代理购电",
        "line_loss 上网环节线损",
        "system_operation 系统运行费",
    ):
        assert line in result.stdout
    refused(
        call(*asked), "energy_purchase, line_loss, system_operation differ by month", "--prices"
    )


@pytest.mark.parametrize(
    ("kw", "peak_kw", "best"),
    [
        (690, None, "demand"),
        (697, None, "capacity"),
        (300, 620, "demand"),
        (300, 628, "capacity"),
    ],
)
def test_the_election_flips(kw: float, peak_kw: float | None, best: str, tmp_path: Path) -> None:
    """At 26.4/42.3 of the capacity; at a ninth more where a tenth is taken off for long use."""
    file = readings(tmp_path, "2026-10-01", 31, kw=kw, peak_kw=peak_kw)
    prices = {"name": "p", "source": "s", "confidence": "low", "months": {}}
    of = {"energy_purchase": 0.4, "line_loss": 0.01, "system_operation": 0.03}
    prices["months"] = {"2026-10": of}
    (tmp_path / "p.yaml").write_text(yaml.safe_dump(prices), encoding="utf-8")
    site = ("--kva", "1000", "--billing", "demand", "--prices", tmp_path / "p.yaml")
    asked = ("--tariff", "china/jiangxi/2026-08", *TWO_PART, "--meter", file, "--column", "kw")
    text = call("bill", *asked, *site).stdout

    # 300 kW for 31 days are 223 kWh/kVA, below 260.
    assert (f"Stay with {best}" if best == "demand" else f"Elect {best}: it costs") in text
    assert "contract is left out: --contract-kw is missing" in text


def test_contracted_demand_and_its_overshoot(tmp_path: Path) -> None:
    out = tmp_path / "out"
    more = ("--billing", "contract", "--contract-kw", "1000", "-o", out)
    result = call("bill", *JIANGXI, *february(tmp_path, peak_kw=1250), *more)

    found = amounts(out)
    assert found["contracted demand"] == 42_000
    assert found["contracted demand overshoot"] == pytest.approx(2 * 42 * 200)
    assert "超合同需量" in result.stdout
    assert "long use is left out of the bill: it goes by --kva" in " ".join(result.stdout.split())
    assert "capacity is left out: --kva is missing" in result.stdout


def test_a_site_has_a_standard_of_its_own(tmp_path: Path) -> None:
    """0.93 against 0.85 takes 0.95 % off, against 0.9 0.45 %."""
    asked = ("bill", *JIANGXI, *february(tmp_path), "--billing", "demand", "--power-factor", "0.93")

    assert "−0.45 %" in call(*asked).stdout
    assert "−0.95 %" in call(*asked, "--standard", "0.85").stdout
    refused(call(*asked, "--standard", "0.95"), "0.95 is not one of 0.9, 0.85 and 0.8")


def test_without_reactive_power_the_line_is_left_out_and_said(tmp_path: Path) -> None:
    result = call("bill", *JIANGXI, *february(tmp_path), "--billing", "demand")
    text = " ".join(result.stdout.split())

    assert "power-factor adjustment is left out of the bill: it goes by --power-factor or" in text
    assert "功率因数调整" not in text


def test_readings_below_zero_are_fed_in(tmp_path: Path) -> None:
    rows = [f"2026-02-01 {h:02d}:00,{-50 if 10 <= h < 14 else 100}" for h in range(24)]
    file = tmp_path / "net.csv"
    file.write_text("\n".join(["time,kw", *rows]), encoding="utf-8")
    tariff = {
        "name": "t", "currency": "EUR", "time_zone": "UTC", "calendar": "alike", "source": "s",
        "confidence": "low",
        "charges": [
            {"kind": "energy", "name": "energy", "price": {"uniform": 0.3}},
            {"kind": "export", "name": "fed in", "price": {"uniform": 0.1}},
        ],
    }  # fmt: skip
    (tmp_path / "t.yaml").write_text(yaml.safe_dump(tariff), encoding="utf-8")
    result = call("bill", "--tariff", tmp_path / "t.yaml", "--meter", file, "-o", tmp_path / "o")

    assert amounts(tmp_path / "o") == pytest.approx({"energy": 600, "fed in": -20})
    assert told(result.stdout, "fed in") == ["200 kWh", "−0.1", "−20.00"]
    assert not (tmp_path / "o" / "bill-components.csv").exists()
    assert "Which billing" not in result.stdout
