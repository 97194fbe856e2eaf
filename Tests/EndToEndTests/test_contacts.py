"""People out of a list, by the command line."""
from desk import mail, wait_until


def test_a_list_of_people_is_taken_in_with_every_row_accounted_for_and_taken_back(desk, tmp_path):
    desk.add_agent()
    for name, address in (("Bo", "bo@example.org"), ("Cy", "cy@example.org")):
        desk.drop(name, mail(f"{name} <{address}>", "Hello", "Is anybody there?"))
    wait_until(lambda: len(desk.contacts()) == 2)
    people = tmp_path / "people.csv"
    people.write_text("Full name;E-mail;电话\n"
                      "Ada Lovelace;ada@example.org;\n"
                      "Nobody;;\n"
                      "Bo;bo@example.org;+49 30 1234567\n"
                      "Two at once;cy@example.org, ;not a number\n"
                      "Cy;cy@example.org;\n", encoding="utf-8")
    *left_out, summary = desk.lines("contacts", "import", people)
    assert [row["line"] for row in left_out] == [3, 5], left_out
    assert all(row["problem"] for row in left_out)
    assert (summary["added"], summary["extended"], summary["known"], summary["left_out"]) == (1, 1, 1, 2)
    by_name = {contact["name"]: contact for contact in desk.contacts()}
    assert sorted(by_name) == ["Ada Lovelace", "Bo", "Cy"]
    assert len(by_name["Bo"]["identities"]) == 2
    # The same list again changes nothing.
    assert desk.lines("contacts", "import", people)[-1]["known"] == 3
    # Somebody whose addresses are two people's is left alone.
    people.write_text("name,email,mobile\nAda,ada@example.org,+49 30 1234567\n")
    conflict, summary = desk.lines("contacts", "import", people)
    assert conflict["line"] == 2 and "different people" in conflict["problem"] and summary["added"] == 0
    # What it says to people, and how it is taken back.
    fresh = tmp_path / "fresh.csv"
    fresh.write_text("name,email\nDi,di@example.org\n")
    words = desk.run("contacts", "import", fresh).stdout.decode()
    assert "1 added, 0 given more addresses, 0 known already, 0 left out." in words
    undo = words.strip().split("tributary ")[-1].split()
    assert undo[:2] == ["contacts", "undo-import"]
    assert "Taken back: 1 people and 1 addresses" in desk.run(*undo).stdout.decode()
    assert "Di" not in {contact["name"] for contact in desk.contacts()}
    assert desk.run(*undo, check=False).returncode == 65
    # A list without an address is refused with where and what.
    fresh.write_text("name,city\nDi,Rome\n")
    refused = desk.run("contacts", "import", fresh, check=False)
    assert refused.returncode == 65 and b"fresh.csv:1" in refused.stderr and b"allowed: name, email, phone" in refused.stderr
