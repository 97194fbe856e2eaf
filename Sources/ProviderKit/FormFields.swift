/// The fields of a form as browsers and providers post them (`application/x-www-form-urlencoded`), in their order.
public struct FormFields: Sendable, Hashable {
    /// One field.
    public struct Field: Sendable, Hashable {
        /// The field's name.
        public var name: String
        /// Its value.
        public var value: String

        /// Creates a field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The fields in their order; names may repeat.
    public var fields: [Field]

    /// Wraps fields.
    public init(_ fields: [Field]) { self.fields = fields }

    /// Wraps fields, written as a list of pairs.
    public init(_ fields: KeyValuePairs<String, String>) {
        self.init(fields.map { Field($0.key, $0.value) })
    }

    /// Reads a form, in time that grows with its length alone; nil when it is longer or has more fields than the limits.
    public init?(parsing octets: [UInt8], maximumOctets: Int = 1 << 20, maximumCount: Int = 2000) {
        guard octets.count <= maximumOctets else { return nil }
        var fields: [Field] = []
        for pair in octets.split(separator: UInt8(ascii: "&")) {
            guard fields.count < maximumCount else { return nil }
            let split = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            fields.append(
                Field(
                    PercentCoding.decoded(pair[..<split], as: .form),
                    PercentCoding.decoded(pair[split...].dropFirst(), as: .form)
                )
            )
        }
        self.fields = fields
    }

    /// The value of the first field of that name.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The form as octets.
    public func octets() -> [UInt8] { Array(text.utf8) }

    /// The form as text, fit for a query as well.
    public var text: String {
        fields.map { "\(PercentCoding.encoded($0.name, as: .form))=\(PercentCoding.encoded($0.value, as: .form))" }
            .joined(separator: "&")
    }
}
