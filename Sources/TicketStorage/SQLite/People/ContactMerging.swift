import ChannelKit
import DeskModel

/// Merges of contacts: edges that are added and undone in any order.
///
/// Contacts joined by active edges are one person. Who stands for it follows the edges in the order they were made: what
/// an edge points to stands for both sides. After every change the contacts of the affected person are worked out anew.
struct ContactMerging {
    let context: WriteContext
    private var connection: Connection { context.connection }

    init(context: WriteContext) { self.context = context }

    /// Adds an edge, unless both ends are one person already.
    func merge(_ merge: ContactMerge) throws -> ContactChangeResult {
        let people = PersonRow(connection: connection)
        guard let from = try people.contact(merge.from), let into = try people.contact(merge.into) else {
            return .refused("one of the contacts does not exist")
        }
        guard from.person != into.person else { return .refused("the contacts are one person already") }
        try connection.run(
            """
            INSERT INTO contactMerge (id, fromContact, intoContact, actor, evidence, at, undoneAt)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)
            """,
            merge.id,
            merge.from,
            merge.into,
            merge.actor,
            JSONText.list(merge.evidence),
            merge.at
        )
        try assignPersons(around: merge.into)
        try SuggestionTable(connection: connection).acceptMerge(of: merge.from, and: merge.into)
        return .done
    }

    /// Takes an edge away.
    func unmerge(_ id: ContactMergeID, at: Timestamp) throws -> ContactChangeResult {
        let ends = try connection.first(
            "UPDATE contactMerge SET undoneAt = ?2 WHERE id = ?1 AND undoneAt IS NULL RETURNING fromContact, intoContact",
            id,
            at
        ) { (try $0.next(ContactID.self), try $0.next(ContactID.self)) }
        guard let (from, into) = ends else { return .refused("there is no such merge, or it was undone already") }
        try assignPersons(around: from)
        try assignPersons(around: into)
        return .done
    }

    /// Works out who stands for the contacts that active edges join to one.
    private func assignPersons(around start: ContactID) throws {
        let edges = try component(of: start)
        var person = Dictionary(uniqueKeysWithValues: edges.contacts.map { ($0, $0) })
        for edge in edges.edges.sorted(by: { $0.id < $1.id }) {
            guard let from = person[edge.from], let into = person[edge.into], from != into else { continue }
            for (contact, current) in person where current == from { person[contact] = into }
        }
        for (contact, person) in person {
            try connection.run(
                "UPDATE contact SET person = ?2 WHERE id = ?1 AND person <> ?2",
                contact,
                person
            )
        }
    }

    private struct Edge {
        let id: ContactMergeID
        let from: ContactID
        let into: ContactID
    }

    /// All contacts that active edges join to one, and those edges.
    private func component(of start: ContactID) throws -> (contacts: Set<ContactID>, edges: [Edge]) {
        var contacts: Set<ContactID> = [start]
        var edges: [ContactMergeID: Edge] = [:]
        var waiting = [start]
        while let contact = waiting.popLast() {
            let touching = try connection.all(
                """
                SELECT id, fromContact, intoContact FROM contactMerge WHERE fromContact = ?1 AND undoneAt IS NULL
                UNION ALL
                SELECT id, fromContact, intoContact FROM contactMerge WHERE intoContact = ?1 AND undoneAt IS NULL
                """,
                contact
            ) { Edge(id: try $0.next(), from: try $0.next(), into: try $0.next()) }
            for edge in touching {
                edges[edge.id] = edge
                for end in [edge.from, edge.into] where contacts.insert(end).inserted { waiting.append(end) }
            }
        }
        return (contacts, Array(edges.values))
    }
}
