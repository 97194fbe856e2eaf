/// The shape of a value in a request or an answer: what the document says of it, and what requests are checked against.
indirect enum APISchema: Sendable {
    /// Any text; in answers.
    case words
    /// Text on one line, with something to read in it, of at most that many characters.
    case line(maximum: Int)
    /// Text on any number of lines, with something to read in it, of at most that many characters.
    case paragraphs(maximum: Int)
    /// The id of a record, in decimal.
    case id
    /// A place in a list, as an earlier page gave it.
    case cursor
    /// One of these words.
    case choice([String])
    /// A whole number within bounds.
    case integer(ClosedRange<Int>)
    /// A whole number; in answers.
    case count
    /// Yes or no.
    case boolean
    /// A time after RFC 3339 in UTC.
    case time
    /// A list of at most that many values.
    case list(APISchema, maximum: Int)
    /// A list of any length; in answers.
    case items(APISchema)
    /// A value, or `null`.
    case nullable(APISchema)
    /// Members by name.
    case object(APIObject)
}

/// An object of a name, as requests and answers share it.
struct APIObject: Sendable {
    /// The name in the document.
    let name: String
    /// What it is, in one sentence.
    let summary: String
    let fields: [APIField]

    init(_ name: String, _ summary: String, _ fields: [APIField]) {
        self.name = name
        self.summary = summary
        self.fields = fields
    }
}

/// A member of an object.
struct APIField: Sendable {
    let name: String
    let schema: APISchema
    let isRequired: Bool
    /// What it means, in one sentence.
    let summary: String

    /// A member that is always there.
    static func required(_ name: String, _ schema: APISchema, _ summary: String) -> APIField {
        APIField(name: name, schema: schema, isRequired: true, summary: summary)
    }

    /// A member that may be left out.
    static func optional(_ name: String, _ schema: APISchema, _ summary: String) -> APIField {
        APIField(name: name, schema: schema, isRequired: false, summary: summary)
    }
}

extension APISchema {
    /// How an id is written.
    static let idPattern = "^[1-9][0-9]{0,18}$"
    /// How a place in a list is written.
    static let cursorPattern = "^[0-9A-Za-z._~:-]{1,100}$"

    /// Whether text is written as an id is.
    static func isID(_ text: some StringProtocol) -> Bool {
        (1...19).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "0")
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Whether text is written as a place in a list is.
    static func isCursor(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || "._~:-".utf8.contains($0)
            }
    }

    /// The page of a list: items and the address of the next page.
    static func page(of item: APIObject) -> APIObject {
        APIObject(
            "\(item.name)Page",
            "A page of a list.",
            [
                .required("items", .items(.object(item)), "The items."),
                .required("next", .nullable(.words), "The path of the next page; null when this is the last."),
            ]
        )
    }

    /// A whole list.
    static func list(of item: APIObject) -> APIObject {
        APIObject("\(item.name)List", "A list.", [.required("items", .items(.object(item)), "The items.")])
    }
}
