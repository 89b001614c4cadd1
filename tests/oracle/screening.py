"""A second reading of SCREENING, in another language and by another way of counting: generates facts and says what each line must find.

    screening.py generate SEED LINES             facts as JSON lines on stdout, some of them wrong on purpose
    screening.py compare RULES POSTCODES FACTS VERDICTS   exit code 1 and the first differences when a verdict is not what it must be
    (0 and "N agree" otherwise; what is free in a verdict is not compared)

Shares no code with the product. Dates are walked day by day or compared as triples, never computed by the product's formulas.
"""

import csv
import datetime as dt
import json
import random
import re
import sys
import tomllib

POLICE = ["not_reported", "reported_no_investigation", "open", "bailed_or_released", "charged", "closed_no_action", "closed_outcome", "unknown"]
CONSENT = ["agreed", "declined", "not_asked", "not_safe"]
MEETING = ["held", "considered", "not_considered"]
CHOICES = {"route": ["social_worker", "school"], "police": POLICE, "consent_child": CONSENT, "consent_carer": CONSENT, "strategy_meeting": MEETING}
BOOLS = ["placed", "open_to_csc", "open_to_cyjs"]
KEYS = ["id", "received_on", "date_of_birth", "latest_incident", "postcode", "authority", "con_level", *CHOICES, *BOOLS]
AREAS = ["E10000017", "E07000117", "E07000123", "E07000128", "E06000008", "E06000009", "E08000003", "W06000005", "E99999999"]
CODES = ["ZP1 1AA", "zp11ab", " ZP1 1AD ", "ZP22BB", "zp2 2bd", "ZP2 2BE", "ZP3  3DD", "ZP4 4EE", "ZP5 5GG", "ZZ9 9ZZ", "ZP1", "nowhere", "", "  "]


# ---------------------------------------------------------------------------------------------------------------------------- generating


def some_day(rng, first, last):
    return first + dt.timedelta(days=rng.randrange((last - first).days + 1))


def near(rng, day, years):
    """Within a few days of the same date some years before; leap days are common on purpose."""
    year = day.year - years
    try:
        there = day.replace(year=year)
    except ValueError:
        there = dt.date(year, 2, 28)
    return there + dt.timedelta(days=rng.choice([-366, -31, -3, -2, -1, 0, 0, 0, 1, 2, 3, 31, 366]))


def facts_of(rng, number):
    received = rng.choice([some_day(rng, dt.date(2020, 1, 1), dt.date(2031, 12, 31)), dt.date(rng.randrange(2020, 2032), 2, 28), dt.date(rng.choice([2020, 2024, 2028]), 2, 29), dt.date(rng.randrange(2020, 2032), 3, 1)])
    born = rng.choice([near(rng, received, rng.choice([0, 7, 8, 9, 10, 11, 14, 17, 18, 19])), dt.date(rng.choice([2004, 2008, 2012, 2016, 2020]), 2, 29), some_day(rng, dt.date(2000, 1, 1), dt.date(2026, 12, 31))])
    start = rng.choice([near(rng, received, 1), near(rng, received, 0), some_day(rng, dt.date(2019, 1, 1), dt.date(2031, 12, 31)), dt.date(received.year - 1, 2, 28)])
    length = rng.choice([0, 0, 1, 27, 30, 364, 365, 400])
    facts = {
        "id": f"line-{number}",
        "received_on": received.isoformat(),
        "route": rng.choice(["social_worker", "social_worker", "school"]),
        "date_of_birth": born.isoformat(),
        "latest_incident": {"from": start.isoformat(), "to": (start + dt.timedelta(days=length)).isoformat()},
        "postcode": rng.choice(CODES),
        "authority": rng.choice(AREAS),
        "con_level": rng.choice([1, 2, 3, 4, 4, 4]),
        "police": rng.choice(POLICE),
        "consent_child": rng.choice(CONSENT),
        "consent_carer": rng.choice(CONSENT),
        "strategy_meeting": rng.choice(MEETING),
    }
    for key in BOOLS:
        facts[key] = rng.random() < 0.6
    for key in list(facts):
        if key not in ("id", "received_on") and rng.random() < 0.12:
            if rng.random() < 0.5 and key != "route":
                facts[key] = None
            else:
                del facts[key]
    if rng.random() < 0.01:
        del facts["id"]
    return facts


def spoilt(rng, facts):
    """The same line with something wrong in it, as text."""
    kind = rng.randrange(9 if "id" in facts else 8)
    if kind == 0:
        facts["received_on"] = rng.choice(["2019-12-31", "2026-02-30", "2026-2-01", None, 5, "20260201", "2026-02-01T00:00"])
    elif kind == 1:
        facts["date_of_birth"] = rng.choice(["2025-02-29", "01/02/2012", 2012, "2012-13-01", "", "２012-01-01"])
    elif kind == 2:
        facts["latest_incident"] = rng.choice([{"from": "2026-02-02", "to": "2026-02-01"}, {"from": "2026-02-02"}, {"from": None, "to": "2026-02-02"}, "2026-02-02", {"from": "2026-02-02", "to": "2026-02-02", "by": 1}])
    elif kind == 3:
        facts["con_level"] = rng.choice([0, 5, -1, "4", True, 2.5])
    elif kind == 4:
        facts["authority"] = rng.choice(["e10000017", "E1000001", "X10000017", "", 7])
    elif kind == 5:
        facts[rng.choice(["speed", "Police", "childs_name"])] = 1
        facts["police"] = rng.choice(["perhaps", 3, "OPEN"])
    elif kind == 6:
        facts[rng.choice(BOOLS)] = rng.choice(["yes", 1, 0])
    elif kind == 7:
        return json.dumps(facts)[: -rng.randrange(1, 20)]
    else:
        return json.dumps(facts)[:-1] + ', "received_on": "2026-02-02"}'
    return json.dumps(facts, ensure_ascii=False)


def generate(seed, lines):
    rng = random.Random(seed)
    for number in range(lines):
        facts = facts_of(rng, number)
        print(spoilt(rng, facts) if rng.random() < 0.03 else json.dumps(facts, ensure_ascii=False))


# ----------------------------------------------------------------------------------------------------------------------------- the answer


class Twice(Exception):
    pass


def once(pairs):
    if len({key for key, _ in pairs}) != len(pairs):
        raise Twice
    return dict(pairs)


def day(text):
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def problems_of(facts, first_day):
    """The fields of a line that are wrong."""
    wrong = {key for key in facts if key not in KEYS}
    received = day(facts.get("received_on"))
    if received is None or received < first_day:
        wrong.add("received_on")
    if facts.get("date_of_birth") is not None and day(facts["date_of_birth"]) is None:
        wrong.add("date_of_birth")
    span = facts.get("latest_incident")
    if span is not None:
        good = isinstance(span, dict) and set(span) == {"from", "to"} and day(span["from"]) and day(span["to"]) and day(span["from"]) <= day(span["to"])
        if not good:
            wrong.add("latest_incident")
    if not isinstance(facts.get("id"), str):
        wrong.add("id")
    if facts.get("postcode") is not None and not isinstance(facts["postcode"], str):
        wrong.add("postcode")
    authority = facts.get("authority")
    if authority is not None and not (isinstance(authority, str) and re.fullmatch(r"[EWSN][0-9]{8}", authority, re.ASCII)):
        wrong.add("authority")
    level = facts.get("con_level")
    if level is not None and (isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= 4):
        wrong.add("con_level")
    for key, choices in CHOICES.items():
        if facts.get(key) is not None and facts[key] not in choices:
            wrong.add(key)
    for key in BOOLS:
        if facts.get(key) is not None and not isinstance(facts[key], bool):
            wrong.add(key)
    return sorted(wrong)


def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def age_on(born, on):
    """Birthdays that have come; a child of 29 February has one on 1 March in common years."""
    if born > on:
        return None
    age = 0
    while True:
        year = born.year + age + 1
        birthday = dt.date(year, 3, 1) if (born.month, born.day) == (2, 29) and not is_leap(year) else dt.date(year, born.month, born.day)
        if birthday > on:
            return age
        age += 1


def year_before(on):
    number = on.day
    while True:
        try:
            return dt.date(on.year - 1, on.month, number)
        except ValueError:
            number -= 1


def timely(rules, born, span, on):
    """Age, the findings of age and recency."""
    age = None if born is None else age_on(born, on)
    aged = "not_known" if age is None else "met" if rules["age"]["from"] <= age <= rules["age"]["to"] else "not_met"
    if span is None or span[0] > on:
        return age, aged, "not_known"
    start = year_before(on)
    recent = "met" if span[0] >= start else "not_met" if min(span[1], on) < start else "not_known"
    return age, aged, recent


def until(rules, born, span, on):
    """Day after day while both are met; leaps over the days in the middle of which neither can change."""
    if timely(rules, born, span, on)[1:] != ("met", "met"):
        return None
    while True:
        far = on + dt.timedelta(days=28)
        ends = [year_before(far) > span[0], age_on(born, far) != age_on(born, on)]
        if not any(ends):
            on = far
            continue
        following = on + dt.timedelta(days=1)
        if timely(rules, born, span, following)[1:] != ("met", "met"):
            return on
        on = following


def residence(rules, places, facts):
    inside = {area["code"] for area in rules["areas"]}
    flags = []
    authority = facts.get("authority")
    stated = None if authority is None else authority in inside
    postcode = "".join((facts.get("postcode") or "").split()).upper()
    if not postcode:
        return ("not_known" if stated is None else "met" if stated else "not_met"), flags
    place = places.get(postcode)
    if place is None:
        return ("not_known" if stated is None else "met" if stated else "not_met"), ["postcode_not_found"]
    county, district, ended = place
    if ended:
        flags.append("postcode_terminated")
    within = county in inside or district in inside
    if stated is not None and stated != within:
        return "not_known", [*flags, "residence_conflict"]
    return ("met" if within else "not_met"), flags


def verdict_of(rules, places, facts):
    received = day(facts["received_on"])
    born = day(facts["date_of_birth"]) if facts.get("date_of_birth") else None
    span = facts.get("latest_incident")
    span = (day(span["from"]), day(span["to"])) if span else None
    school = facts.get("route") == "school"
    age, aged, recent = timely(rules, born, span, received)
    lives, flags = residence(rules, places, facts)
    said = facts.get("police")
    police = "not_met" if said in ("open", "bailed_or_released", "charged") else "not_known" if said in (None, "unknown") else "met"
    three = [aged, recent, lives]

    if "not_met" in three:
        offer = "none"
    elif "not_known" in three:
        offer = "not_known"
    elif police == "not_met" and rules["police_policy"] == "decline":
        offer = "none"
    elif age < rules["consultation_only_below"] or police != "met" or school:
        offer = "consultation_only"
    else:
        offer = "full"

    csc, level, cyjs = facts.get("open_to_csc"), facts.get("con_level"), facts.get("open_to_cyjs")
    consents = [facts.get("consent_child"), facts.get("consent_carer")]
    if cyjs is True:
        suggestion = "redirect_cyjs"
    elif offer == "none":
        suggestion = "decline"
    elif not school and (csc is False or (level is not None and level < 4)):
        suggestion = "redirect_csc"
    elif "not_known" in [*three, police] or "declined" in consents:
        suggestion = "ask"
    elif police == "not_met" and rules["police_policy"] == "hold":
        suggestion = "hold"
    else:
        suggestion = "accept_consultation_only" if offer == "consultation_only" else "accept"

    services = ["resources", "signposting"]
    if offer in ("consultation_only", "full"):
        services += ["consultation"] + ([] if school else ["pattern_mapping"])
    if offer == "full" and csc is True and level == 4 and cyjs is False:
        services += ["aim_assessment", "aim_intervention"]

    if born and born > received:
        flags.append("date_of_birth_in_future")
    if span and span[0] > received:
        flags.append("incident_in_future")
    if facts.get("placed") is True:
        flags.append("placed_child")
    flags += ["cyjs_open"] if cyjs is True else ["cyjs_not_known"] if cyjs is None else []
    flags += ["csc_not_open"] if csc is False else ["csc_not_known"] if csc is None else []
    flags += ["con_not_known"] if level is None else ["con_below_4"] if level < 4 else []
    flags += [f"consent_{who}_missing" for who, consent in zip(("child", "carer"), consents) if consent != "agreed"]
    if not school and facts.get("strategy_meeting") in (None, "not_considered"):
        flags.append("strategy_meeting_not_considered")
    if born and span and born <= span[0] and age_on(born, span[0]) < 10:
        flags.append("under_10_at_incident")

    criteria = {"age": aged, "recency": recent, "residence": lives, "police": police}
    last = until(rules, born, span, received)
    return {
        "id": facts.get("id"),
        "age": age,
        "criteria": criteria,
        "offer": offer,
        "suggestion": suggestion,
        "services": sorted(services),
        "flags": sorted(flags),
        "missing": sorted(key for key, found in criteria.items() if found == "not_known"),
        "eligible_until": last.isoformat() if last else None,
    }


def expected(rules, places, line):
    try:
        facts = json.loads(line, object_pairs_hook=once)
    except (Twice, ValueError):
        return {"problems": ["line"]}
    wrong = problems_of(facts, rules["in_force_from"])
    if wrong:
        return {"id": facts.get("id") if isinstance(facts.get("id"), str) else None, "problems": wrong}
    return verdict_of(rules, places, facts)


def places_of(file):
    with open(file, newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {row["pcds"].replace(" ", ""): (row["cty25cd"], row["lad25cd"], bool(row["doterm"])) for row in rows}


def compare(rules_file, postcodes, facts_file, verdicts_file):
    with open(rules_file, "rb") as file:
        rules = tomllib.load(file)
    rules.setdefault("police_policy", "consultation_only")
    places, agree, differ = places_of(postcodes), 0, 0
    with open(facts_file, encoding="utf-8") as facts, open(verdicts_file, encoding="utf-8") as verdicts:
        for number, (line, written) in enumerate(zip(facts, verdicts, strict=True), 1):
            must, found = expected(rules, places, line), json.loads(written)
            if "problems" in found:
                found["problems"] = [problem["field"] for problem in found["problems"]]
            different = [key for key, value in must.items() if found.get(key, "absent") != value]
            if not different:
                agree += 1
                continue
            differ += 1
            if differ <= 5:
                print(f"line {number}: {line.strip()}")
                for key in different:
                    print(f"  {key}: found {found.get(key, 'absent')}, must be {must[key]}")
    print(f"{agree} agree, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    if sys.argv[1] == "generate":
        generate(int(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(compare(*sys.argv[2:6]))
