"""Where people live: real provinces, so that maps and weights mean something; all below them is invented.

Source: ``population-2024`` in docs/sources.md (Dukcapil, second half of 2024). Kemendagri and BPS codes
differ in Papua (``papua-code-trap``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class Province(NamedTuple):
    """One province: its code in the NIK, its code in BPS tables, residents, women in percent."""

    code: int
    bps: int
    name: str
    population: int
    women: float


PROVINCES = (
    Province(11, 11, "Aceh", 5_623_479, 49.94),
    Province(12, 12, "Sumatera Utara", 15_640_905, 49.95),
    Province(13, 13, "Sumatera Barat", 5_820_359, 49.78),
    Province(14, 14, "Riau", 7_099_297, 48.93),
    Province(15, 15, "Jambi", 3_834_439, 49.07),
    Province(16, 16, "Sumatera Selatan", 9_064_690, 49.07),
    Province(17, 17, "Bengkulu", 2_127_957, 48.93),
    Province(18, 18, "Lampung", 9_144_263, 48.94),
    Province(19, 19, "Kepulauan Bangka Belitung", 1_549_562, 48.70),
    Province(21, 21, "Kepulauan Riau", 2_271_890, 49.16),
    Province(31, 31, "Daerah Khusus Ibukota Jakarta", 11_038_216, 49.83),
    Province(32, 32, "Jawa Barat", 51_316_378, 49.34),
    Province(33, 33, "Jawa Tengah", 38_430_645, 49.67),
    Province(34, 34, "Daerah Istimewa Yogyakarta", 3_743_365, 50.49),
    Province(35, 35, "Jawa Timur", 41_919_906, 50.16),
    Province(36, 36, "Banten", 12_881_374, 49.21),
    Province(51, 51, "Bali", 4_375_263, 49.86),
    Province(52, 52, "Nusa Tenggara Barat", 5_751_295, 50.08),
    Province(53, 53, "Nusa Tenggara Timur", 5_700_772, 50.01),
    Province(61, 61, "Kalimantan Barat", 5_646_268, 48.59),
    Province(62, 62, "Kalimantan Tengah", 2_825_290, 48.33),
    Province(63, 63, "Kalimantan Selatan", 4_305_281, 49.44),
    Province(64, 64, "Kalimantan Timur", 4_123_303, 48.13),
    Province(65, 65, "Kalimantan Utara", 770_627, 47.62),
    Province(71, 71, "Sulawesi Utara", 2_645_291, 48.90),
    Province(72, 72, "Sulawesi Tengah", 3_219_494, 48.66),
    Province(73, 73, "Sulawesi Selatan", 9_528_276, 50.36),
    Province(74, 74, "Sulawesi Tenggara", 2_824_589, 49.47),
    Province(75, 75, "Gorontalo", 1_250_960, 49.52),
    Province(76, 76, "Sulawesi Barat", 1_466_741, 49.24),
    Province(81, 81, "Maluku", 1_935_586, 49.94),
    Province(82, 82, "Maluku Utara", 1_394_231, 47.66),
    Province(91, 94, "Papua", 1_102_360, 47.91),
    Province(92, 91, "Papua Barat", 576_255, 48.46),
    Province(93, 95, "Papua Selatan", 562_220, 47.96),
    Province(94, 96, "Papua Tengah", 1_369_112, 47.15),
    Province(95, 97, "Papua Pegunungan", 1_470_518, 46.50),
    Province(96, 92, "Papua Barat Daya", 623_186, 48.01),
)
N_DISTRICTS = 30

# Invented; none is a place in the lists of villages and districts of 2015 to 2025 (github cahyadsn/wilayah).
_DISTRICT_HEADS = (
    "Alun", "Ambar", "Arga", "Bara", "Belan", "Candra", "Damar", "Elang", "Embar", "Gantar",
    "Garin", "Hulun", "Ilam", "Jati", "Jelam", "Kelun", "Kirana", "Lampar", "Lembah", "Linta",
    "Malan", "Mandar", "Murba", "Nawa", "Nirma", "Olen", "Padma", "Pelang", "Rimba", "Rona",
    "Samar", "Saran", "Selan", "Tala", "Tambur", "Tiran", "Umbar", "Wantu", "Waring", "Yudha",
)  # fmt: skip
_DISTRICT_TAILS = (
    "bayan", "beru", "cakra", "dalu", "darma", "gading", "gantang", "harum", "jaring", "kanti",
    "karsa", "lauran", "lintang", "luhung", "mersa", "nadi", "nuri", "pelita", "purba", "raksi",
    "rindu", "sarwa", "senja", "surya", "tanjar", "tirta", "untai", "wangsa", "welas", "yasa",
)  # fmt: skip
_STREET_HEADS = (
    "Embun", "Kabut", "Senja", "Fajar", "Rembulan", "Pelangi", "Gerimis", "Ombak", "Karang", "Lumut",
    "Pakis", "Ilalang", "Kemarau", "Angin", "Buih", "Halilintar", "Kunang", "Belalang", "Serunai",
    "Lembayung",
)  # fmt: skip
_STREET_TAILS = (
    "Arwana", "Bentara", "Cendala", "Dewala", "Gantara", "Handara", "Jentara", "Kelana", "Lentara",
    "Mantala", "Nirwala", "Pandara", "Rentala", "Sandara", "Tandala", "Ulantara", "Wendala", "Yantara",
    "Zandara", "Belatara",
)  # fmt: skip
STREETS = tuple(f"Jalan {head} {tail}" for head in _STREET_HEADS for tail in _STREET_TAILS)

COUNTRIES = ("Aurenia", "Belmora", "Corvane", "Dremhal", "Estuvia", "Falmere")
OPERATORS = ("Sinyara", "Telandra", "Gemantel", "Wirakom")
APPS = ("Pesandra", "Ngobra", "Sapatala", "Kirimba")


def codes() -> np.ndarray:
    """Give the Kemendagri code of each province (int64, shape (38,)).

    Examples
    --------
    >>> codes()[[0, -1]].tolist()
    [11, 96]
    """
    return np.array([p.code for p in PROVINCES], np.int64)


def weights() -> np.ndarray:
    """Give each province's share of the residents (float64, shape (38,)).

    Examples
    --------
    >>> round(float(weights()[11]), 3)
    0.18
    """
    people = np.array([p.population for p in PROVINCES], float)
    return people / people.sum()


def women() -> np.ndarray:
    """Give each province's share of women (float64, shape (38,)).

    Examples
    --------
    >>> round(float(women()[0]), 4)
    0.4994
    """
    return np.array([p.women for p in PROVINCES]) / 100


def district_names() -> tuple[str, ...]:
    """Name the 38 x 30 invented districts; number 30 * province + pair - 70.

    Examples
    --------
    >>> names = district_names()
    >>> len(names), len(set(names))
    (1140, 1140)
    """
    tails, room = len(_DISTRICT_TAILS), len(_DISTRICT_HEADS) * len(_DISTRICT_TAILS)
    # 389 has no factor in common with 1200, so neighbours get unlike names and none is used twice
    places = [(i * 389 + 17) % room for i in range(len(PROVINCES) * N_DISTRICTS)]
    return tuple(_DISTRICT_HEADS[k // tails] + _DISTRICT_TAILS[k % tails] for k in places)


def addresses(street: Any, house_no: Any) -> pa.Array:
    """Write addresses: an invented street and a number, no postcode.

    Examples
    --------
    >>> addresses([0], [7]).to_pylist()
    ['Jalan Embun Arwana No. 7']
    """
    streets = pa.array(STREETS).take(pa.array(np.asarray(street, np.int32)))
    return pc.binary_join_element_wise(streets, pa.array(np.asarray(house_no)).cast(pa.string()), " No. ")
