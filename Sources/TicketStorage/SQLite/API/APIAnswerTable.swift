import ChannelKit
import DeskModel

/// What requests that name themselves were answered, for a day.
struct APIAnswerTable {
    /// For how long an answer is given again, in milliseconds.
    static let life: Int64 = 86_400_000

    let connection: Connection

    init(connection: Connection) { self.connection = connection }

    init(context: WriteContext) { connection = context.connection }

    /// What a request was answered.
    func answer(to request: NamedRequest) throws -> NamedAnswer? {
        let found = try connection.first(
            """
            SELECT fingerprint, status, location, entityTag, body FROM apiAnswer
            WHERE token = ?1 AND key = ?2 AND at > ?3
            """,
            request.token,
            request.key,
            request.at.rawValue - Self.life
        ) { row in
            let fingerprint = try row.next(String.self)
            let answer = ServiceAnswer(
                status: try row.next(),
                location: try row.next(),
                entityTag: try row.next(),
                body: try row.next()
            )
            return (fingerprint, answer)
        }
        guard let (fingerprint, answer) = found else { return nil }
        return fingerprint == request.fingerprint ? .again(answer) : .otherRequest
    }

    /// Keeps the answer to a request.
    func keep(_ answer: ServiceAnswer, to request: NamedRequest) throws {
        try connection.run(
            """
            INSERT OR REPLACE INTO apiAnswer (token, key, fingerprint, status, location, entityTag, body, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            request.token,
            request.key,
            request.fingerprint,
            answer.status,
            answer.location,
            answer.entityTag,
            answer.body,
            request.at
        )
    }

    /// Forgets what is past its time.
    func removeExpired(at now: Timestamp) throws {
        try connection.run("DELETE FROM apiAnswer WHERE at <= ?1", now.rawValue - Self.life)
    }
}
