"""The usual slips of lesson 06: the value that each gives, and what to say to it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..texts import Text

Slips = Mapping[tuple[str, float], Text]
"""By the answer's name and the value of the slip, what to say."""


def accuracy_slips(reference: Mapping[str, float], base_rate: float, flagged: float, found: float) -> Slips:
    """Give the usual slips: shares of all SIMs that are a ring's, flagged, and both."""
    swapped = Text(
        id="`{k}`: tertukar dengan yang lain. Presisi: dari yang ditandai, berapa bagian milik komplotan. "
        "Kelengkapan: dari milik komplotan, berapa bagian ditandai.",
        en="`{k}`: swapped with the other. Precision: of those flagged, what share is a ring's. Recall: of the "
        "ring's, what share is flagged.",
    )
    return {
        ("accuracy_never", base_rate): Text(
            id="`{k}`: ini bagian yang keliru. Ia menyebut semua orang jujur; pada berapa bagian ia benar?",
            en="`{k}`: this is the share on which it errs. It calls everybody honest; on what share is it right?",
        ),
        ("accuracy_never", 0.0): Text(
            id="`{k}`: tidak menemukan siapa pun bukan berarti selalu salah. Pada SIM yang jujur, ia benar.",
            en="`{k}`: to find nobody is not to be always wrong. On the honest SIMs it is right.",
        ),
        ("accuracy_rule", 1 - reference["accuracy_rule"]): Text(
            id="`{k}`: ini bagian yang keliru. Ketepatan menghitung yang benar.",
            en="`{k}`: this is the share of mistakes. Accuracy counts what is right.",
        ),
        ("accuracy_rule", found): Text(
            id="`{k}`: SIM jujur yang tidak ditandai juga dinilai dengan benar. Bandingkan kedua kolom: `==`.",
            en="`{k}`: honest SIMs that are not flagged are right as well. Compare the two columns: `==`.",
        ),
        ("precision_rule", reference["recall_rule"]): swapped,
        ("recall_rule", reference["precision_rule"]): swapped,
        ("precision_rule", found): Text(
            id="`{k}`: ini bagian dari **semua** SIM. Bagi dengan yang ditandai saja: `is_ring[is_flagged]`.",
            en="`{k}`: this is a share of **all** SIMs. Divide only by those flagged: `is_ring[is_flagged]`.",
        ),
        ("precision_rule", flagged): Text(
            id="`{k}`: ini bagian yang ditandai. Lihat hanya **di antara** yang ditandai: `is_ring[is_flagged]`.",
            en="`{k}`: this is the share that is flagged. Look only **among** those: `is_ring[is_flagged]`.",
        ),
    }


def capacity_slips(places: pd.Series, n: int, hours: float, hours_per_case: float) -> Slips:
    """Give the usual slips: which answer and its value, and what to say."""
    right = float(places.head(n).sum())
    honest = Text(
        id="`{k}`: ini SIM orang jujur. Yang ditanyakan SIM komplotan **sesudah** kasus terakhir.",
        en="`{k}`: these are SIMs of honest people. The task asks for the ring's SIMs **behind** the last case.",
    )
    return {
        ("n_cases", hours * hours_per_case): Text(
            id="`{k}`: satu kasus **menghabiskan** jam. Bagi jam yang ada dengan jam per kasus.",
            en="`{k}`: a case **uses up** hours. Divide the hours there are by the hours of a case.",
        ),
        ("n_cases", float(hours)): Text(
            id="`{k}`: ini jamnya. Satu kasus memerlukan beberapa jam.",
            en="`{k}`: these are the hours. One case needs several.",
        ),
        ("precision", float(places.mean())): Text(
            id="`{k}`: ini presisi kalau semua SIM diperiksa. Lihat hanya kasus yang muat: `.head(n)`.",
            en="`{k}`: this is the precision if every SIM is looked at. Take only the cases that fit: `.head(n)`.",
        ),
        ("precision", right / float(places.sum())): Text(
            id="`{k}`: ini kelengkapan (dari semua milik komplotan). Bagi dengan banyaknya kasus yang diperiksa.",
            en="`{k}`: this is recall (of all the ring's). Divide by how many cases are looked at.",
        ),
        ("precision", right): Text(
            id="`{k}`: ini banyaknya. Yang ditanyakan bagiannya: `.mean()`.",
            en="`{k}`: this is how many. The task asks for the share: `.mean()`.",
        ),
        ("wasted_hours", n - right): Text(
            id="`{k}`: ini kasusnya. Kalikan dengan jam per kasus.",
            en="`{k}`: these are the cases. Multiply by the hours of a case.",
        ),
        ("wasted_hours", right * hours_per_case): Text(
            id="`{k}`: ini jam yang **tidak** sia-sia. Hitung kasus orang jujur.",
            en="`{k}`: these hours were **well** spent. Count the cases of honest people.",
        ),
        ("n_missed", float(places.sum())): Text(
            id="`{k}`: ini semua SIM komplotan. Kurangi dengan yang sudah ditemukan.",
            en="`{k}`: these are all of the ring's SIMs. Take off those that were found.",
        ),
        ("n_missed", n - right): honest,
        ("n_missed", float((~places.iloc[n:]).sum())): honest,
        ("n_missed", float(places.iloc[n - 1 :].sum())): Text(
            id="`{k}`: kasus terakhir yang diperiksa ikut terhitung. Tempat di daftar mulai dari 1, maka `.loc[n:]` "
            "mulai dari kasus itu.",
            en="`{k}`: the last case looked at is counted too. The places of the list begin at 1, so `.loc[n:]` "
            "begins with that case.",
        ),
    }


def accused_slips(families: pd.DataFrame, by_province: pd.DataFrame, n: float, rate: float) -> Slips:
    """Give the usual slips: which answer and its value, and what to say."""
    honest = families[~families["is_ring"]]
    hit = honest[honest["is_flagged"]]
    everybody = families[families["is_flagged"]]
    return {
        ("n_households", float(len(hit))): Text(
            id="`{k}`: ini SIM. Satu keluarga dapat punya beberapa: hitung `kk` yang berbeda dengan `.nunique()`.",
            en="`{k}`: these are SIMs. A household may have several: count different `kk` with `.nunique()`.",
        ),
        ("n_households", float(everybody["kk"].nunique())): Text(
            id="`{k}`: keluarga yang NIK-nya dipakai komplotan ikut terhitung. Ambil dulu baris yang bukan "
            "`is_ring`.",
            en="`{k}`: households whose NIK the ring used are counted too. Take the rows that are not `is_ring` "
            "first.",
        ),
        ("n_households", float(honest["kk"].nunique())): Text(
            id="`{k}`: ini semua keluarga dengan SIM jujur. Ambil di antaranya hanya baris yang `is_flagged`.",
            en="`{k}`: these are all households with an honest SIM. Of their rows take only those that are "
            "`is_flagged`.",
        ),
        ("rate", n / float(families["kk"].nunique())): Text(
            id="`{k}`: di bawah garis bagi ikut terhitung keluarga yang hanya punya SIM komplotan. Hitung keluarga "
            "di baris yang jujur saja.",
            en="`{k}`: below the line, households with nothing but a ring's SIM are counted too. Count the "
            "households in the honest rows only.",
        ),
        ("rate", float(by_province["rate"].mean())): Text(
            id="`{k}`: rata-rata antarprovinsi menganggap provinsi kecil sama berat dengan yang besar. Hitung "
            "keluarganya langsung dari `families`.",
            en="`{k}`: the mean over provinces gives a small one the weight of a large one. Count the households "
            "straight from `families`.",
        ),
        ("rate", n / float(everybody["kk"].nunique())): Text(
            id="`{k}`: ini bagian dari yang tertuduh. Yang ditanyakan bagian dari semua keluarga **jujur**.",
            en="`{k}`: this is a share of the accused. The task asks for a share of all **honest** households.",
        ),
        ("rate", float(len(hit) / len(honest))): Text(
            id="`{k}`: ini bagian dari SIM. Hitung keluarga, di atas maupun di bawah garis bagi.",
            en="`{k}`: this is a share of SIMs. Count households, above and below the line.",
        ),
        ("n_provinces_above", float((by_province["rate"] > rate).sum())): Text(
            id="`{k}`: di sini kebetulan ikut terhitung. Yang pasti di atas hanyalah yang ujung bawah rentangnya "
            "(`low`) di atas.",
            en="`{k}`: this counts chance as well. Surely above are only those whose lower end (`low`) is above.",
        ),
        ("n_provinces_above", float((by_province["high"] > rate).sum())): Text(
            id="`{k}`: ujung atas (`high`) berada di atas hampir di mana-mana. Pakai ujung bawah, `low`.",
            en="`{k}`: the upper end (`high`) is above nearly everywhere. Use the lower end, `low`.",
        ),
        ("n_provinces_above", float((by_province["high"] < rate).sum())): Text(
            id="`{k}`: ini provinsi yang seluruh rentangnya **di bawah** `rate`.",
            en="`{k}`: these are the provinces whose whole interval lies **below** `rate`.",
        ),
    }
