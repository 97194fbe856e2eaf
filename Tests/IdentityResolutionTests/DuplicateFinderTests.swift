import Testing

@testable import IdentityResolution

@Suite struct DuplicateFinderTests {
    /// A desk of strangers, for a pair to stand out from.
    private static func strangers(_ count: Int) -> [DuplicateCandidate] {
        let given = ["Ada", "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Gesa", "Hugo", "Inga", "Jamal", "Keiko"]
        let family = ["Abel", "Brandt", "Castillo", "Dvorak", "Eriksen", "Fontaine", "Grieg", "Hollande", "Ivanov"]
        let cities = ["Aarhus", "Bergen", "Cadiz", "Delft", "Essen"]
        var state: UInt64 = 7
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        return (0..<count).map { index in
            // Every name once, however many there are.
            let name = "\(given[index % given.count]) \(family[index / given.count % family.count])"
            let generation = index / (given.count * family.count)
            return DuplicateCandidate(
                id: "s\(index)",
                name: name + String(repeating: "ov", count: generation),
                emails: ["\(given[draw(given.count)])\(draw(1_000_000))@provider\(index % 3).example"],
                phones: ["+49151\(10_000_000 + draw(80_000_000))"],
                attributes: [
                    "city": cities[draw(cities.count)], "plan": draw(2) == 0 ? "free" : "team",
                    "date of birth": "\(1950 + draw(55))-\(10 + draw(3))-\(10 + draw(18))",
                ]
            )
        }
    }

    private static func proposals(_ contacts: [DuplicateCandidate], among count: Int = 60) -> [LikelyDuplicate] {
        DuplicateFinder().pairs(in: contacts + strangers(count))
    }

    private static func areProposed(_ a: DuplicateCandidate, _ b: DuplicateCandidate) -> Bool {
        proposals([a, b]).contains { $0.a == a.id && $0.b == b.id }
    }

    @Test func `a desk of strangers has no duplicates`() {
        #expect(DuplicateFinder().pairs(in: Self.strangers(200)) == [])
        #expect(DuplicateFinder().pairs(in: Self.strangers(600)) == [])
        #expect(DuplicateFinder().pairs(in: Self.strangers(1)) == [])
        #expect(DuplicateFinder().pairs(in: []) == [])
    }

    struct Pair: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let a: DuplicateCandidate
        let b: DuplicateCandidate

        init(_ what: String, _ a: DuplicateCandidate, _ b: DuplicateCandidate) {
            (testDescription, self.a, self.b) = (what, a, b)
        }
    }

    private static func contact(
        _ id: String,
        _ name: String,
        mail: String? = nil,
        phone: String? = nil,
        _ attributes: [String: String] = [:]
    ) -> DuplicateCandidate {
        DuplicateCandidate(
            id: id,
            name: name,
            emails: mail.map { [$0] } ?? [],
            phones: phone.map { [$0] } ?? [],
            attributes: attributes
        )
    }

    static let samePerson: [Pair] = [
        Pair(
            "one phone in two spellings",
            contact("a", "Oona Petrescu", mail: "oona@one.example", phone: "+44 20 7946 0018"),
            contact("b", "O. Petrescu", mail: "petrescu@two.example", phone: "020 7946 0018")
        ),
        Pair(
            "one e-mail address, one name unknown",
            contact("a", "Oona Petrescu", mail: "Oona.P@one.example"),
            contact("b", "", mail: "oona.p@one.example")
        ),
        Pair(
            "family name first, and the date of birth",
            contact("a", "Oona Petrescu", ["date of birth": "1971-06-24"]),
            contact("b", "PETRESCU, Oona", ["date of birth": "24.06.1971"])
        ),
        Pair(
            "a slip in the name and one in the date",
            contact("a", "Oona Petrescu", ["date of birth": "1971-06-24", "city": "Galway"]),
            contact("b", "Oona Petresuc", ["date of birth": "1971-06-42", "city": "Galwya"])
        ),
        Pair(
            "accents and case",
            contact("a", "Søren Kjærgård-Núñez", ["city": "Galway"]),
            contact("b", "SOREN KJAERGARD NUNEZ", ["city": "galway"])
        ),
        Pair(
            "a title and a middle name",
            contact("a", "Dr. Oona Maria Petrescu", ["date of birth": "1971-06-24"]),
            contact("b", "Oona Petrescu", ["date of birth": "1971-06-24"])
        ),
        Pair(
            "a Chinese name and a phone",
            contact("a", "欧阳晓明", phone: "+8613812345678"),
            contact("b", "欧阳晓明", phone: "13812345678")
        ),
    ]

    @Test(arguments: samePerson) func `one person is proposed`(pair: Pair) {
        #expect(Self.areProposed(pair.a, pair.b))
    }

    static let twoPeople: [Pair] = [
        Pair(
            "a couple at one address",
            contact("a", "Oona Petrescu", ["street": "Harbour Row 12", "postcode": "H91 X2", "city": "Galway"]),
            contact("b", "Mihai Petrescu", ["street": "Harbour Row 12", "postcode": "H91 X2", "city": "Galway"])
        ),
        Pair(
            "an office's address book",
            contact("a", "Oona Petrescu", mail: "info@firm.example"),
            contact("b", "Liam Byrne", mail: "info@firm.example")
        ),
        Pair(
            "colleagues with like addresses",
            contact("a", "Oona Smith", mail: "osmith@firm.example"),
            contact("b", "Dara Smith", mail: "dsmith@firm.example")
        ),
        Pair(
            "one first name and a number each",
            contact("a", "Oona Petrescu", mail: "oona25@provider1.example"),
            contact("b", "Oona Byrne", mail: "oona89@provider1.example")
        ),
        Pair(
            "two common names",
            contact("a", "Ada", ["city": "Essen"]),
            contact("b", "Ada", ["city": "Delft"])
        ),
        Pair("nothing known", contact("a", ""), contact("b", "")),
        Pair("places only", contact("a", "", ["city": "Essen"]), contact("b", "", ["city": "Essen"])),
    ]

    @Test(arguments: twoPeople) func `two people are not proposed`(pair: Pair) {
        #expect(!Self.areProposed(pair.a, pair.b))
    }

    @Test func `evidence is told in words, the weightiest first, and without values`() throws {
        let found = Self.proposals([
            Self.contact(
                "a",
                "Oona Petrescu",
                mail: "oona@one.example",
                ["date_of_birth": "1971-06-24", "city": "Galway"]
            ),
            Self.contact(
                "b",
                "Oona Petresku",
                mail: "oona@one.example",
                ["date_of_birth": "1971-06-24", "city": "Sligo"]
            ),
        ])
        let pair = try #require(found.first { $0.a == "a" && $0.b == "b" })
        #expect(pair.score > 0.99)
        #expect(pair.evidence.map { abs($0.weight) } == pair.evidence.map { abs($0.weight) }.sorted(by: >))
        let texts = Dictionary(uniqueKeysWithValues: pair.evidence.map { ($0.field, $0.text) })
        #expect(texts["email"] == "Same e-mail address")
        #expect(texts["date_of_birth"] == "Same date of birth")
        #expect(texts["name"] == "Nearly the same name: a slip or a short form apart")
        #expect(texts["city"] == "Different city")
        #expect(pair.evidence.first { $0.field == "city" }.map { $0.weight < 0 } == true)
        #expect(!pair.evidence.contains { $0.text.contains("Petres") || $0.text.contains("1971") })
    }

    @Test func `a contact between two others joins all three`() throws {
        let found = Self.proposals([
            Self.contact("a", "Oona Petrescu", mail: "oona@one.example"),
            DuplicateCandidate(
                id: "b",
                name: "Oona Petrescu",
                emails: ["oona@one.example", "op@two.example"],
                phones: ["+442079460018"]
            ),
            Self.contact("c", "O. Petrescu", mail: "op@two.example", phone: "+442079460018"),
        ])
        #expect(Set(found.map { $0.a + $0.b }).isSuperset(of: ["ab", "bc", "ac"]))
    }

    @Test func `equal inputs give equal answers, ordered by score`() {
        let contacts = Self.samePerson.enumerated().flatMap { index, pair in
            [pair.a, pair.b].map {
                DuplicateCandidate(
                    id: "\(index)\($0.id)",
                    name: $0.name,
                    emails: $0.emails,
                    phones: $0.phones,
                    attributes: $0.attributes
                )
            }
        }
        let first = Self.proposals(contacts, among: 600)
        #expect(first == Self.proposals(contacts, among: 600))
        #expect(first.map(\.score) == first.map(\.score).sorted(by: >))
        #expect(first.allSatisfy { $0.score >= DuplicateFinder.threshold && $0.score <= 1 })
        #expect(!first.isEmpty)
    }

    @Test func `one person entered a hundred times is found among many`() {
        let copies = (0..<100).map { Self.contact("c\($0)", "Oona Petrescu", mail: "oona@one.example") }
        let found = Self.proposals(copies, among: 600)
        #expect(Set(found.flatMap { [$0.a, $0.b] }).isSuperset(of: copies.map(\.id)))
        #expect(found.allSatisfy { $0.a.hasPrefix("c") && $0.b.hasPrefix("c") })
    }

    @Test func `hostile contacts are survived and bounded`() {
        let long = String(repeating: "é\u{301}\u{0}<x>", count: 20_000)
        var contacts = (0..<600).map { _ in
            DuplicateCandidate(
                id: "same",
                name: "Test Test",
                emails: ["test@test.example"],
                attributes: ["city": "Test"]
            )
        }
        contacts.append(
            DuplicateCandidate(id: "l", name: long, emails: [long], phones: [long], attributes: [long: long])
        )
        contacts.append(
            DuplicateCandidate(
                id: "m",
                name: "\u{fdfa}\u{fdfa}",
                emails: Array(repeating: "a@b", count: 5_000),
                phones: Array(repeating: "123456", count: 5_000),
                attributes: Dictionary(uniqueKeysWithValues: (0..<3_000).map { ("k\($0)", "\($0)") })
            )
        )
        let found = DuplicateFinder().pairs(in: contacts)
        // Groups are bounded, so 600 test contacts do not make 180,000 proposals.
        #expect(found.count < 600 * PersonClusters.largest)
    }
}
