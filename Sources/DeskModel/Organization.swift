/// The id of an organization.
public typealias OrganizationID = RecordID<Organization>

/// A company or other body that contacts belong to by the domains of their mail addresses.
public struct Organization: Sendable, Hashable {
    /// The longest name, in characters.
    public static let maximumName = 120
    /// How many domains one may have.
    public static let maximumDomains = 50

    /// The id.
    public var id: OrganizationID
    /// The name, unique among organizations.
    public var name: String
    /// Its mail domains, normalized; each belongs to one organization.
    public var domains: [String]
    /// Whether its people come first.
    public var isVIP: Bool

    /// Creates an organization.
    public init(id: OrganizationID, name: String, domains: [String], isVIP: Bool) {
        self.id = id
        self.name = name
        self.domains = domains
        self.isVIP = isVIP
    }
}
