/// The newest record id in use.
enum NewestID {
    /// Finds the greatest id of all tables whose ids come from the store's source.
    static func find(_ connection: Connection) throws -> Int64 {
        try connection.value(
            """
            SELECT max(
                ifnull((SELECT max(id) FROM agent), 0),
                ifnull((SELECT max(id) FROM team), 0),
                ifnull((SELECT max(id) FROM auditEntry), 0),
                ifnull((SELECT max(id) FROM contact), 0),
                ifnull((SELECT max(id) FROM identity), 0),
                ifnull((SELECT max(id) FROM identityEvidence), 0),
                ifnull((SELECT max(id) FROM contactMerge), 0),
                ifnull((SELECT max(id) FROM suggestion), 0),
                ifnull((SELECT max(id) FROM contactImport), 0),
                ifnull((SELECT max(id) FROM arrival), 0),
                ifnull((SELECT max(id) FROM ticket), 0),
                ifnull((SELECT max(id) FROM leg), 0),
                ifnull((SELECT max(id) FROM message), 0),
                ifnull((SELECT max(id) FROM attachment), 0),
                ifnull((SELECT max(id) FROM delivery), 0),
                ifnull((SELECT max(id) FROM ticketEvent), 0),
                ifnull((SELECT max(id) FROM undoableAction), 0),
                ifnull((SELECT max(id) FROM task), 0),
                ifnull((SELECT max(id) FROM intakeBatch), 0),
                ifnull((SELECT max(id) FROM knowledgeCategory), 0),
                ifnull((SELECT max(id) FROM article), 0),
                ifnull((SELECT max(id) FROM articlePicture), 0),
                ifnull((SELECT max(id) FROM organization), 0),
                ifnull((SELECT max(id) FROM businessHours), 0),
                ifnull((SELECT max(id) FROM slaPolicy), 0),
                ifnull((SELECT max(id) FROM reminder), 0),
                ifnull((SELECT max(id) FROM macro), 0),
                ifnull((SELECT max(id) FROM savedView), 0),
                ifnull((SELECT max(id) FROM bulkChange), 0),
                ifnull((SELECT max(id) FROM notice), 0),
                ifnull((SELECT max(id) FROM noticeRoom), 0),
                ifnull((SELECT max(id) FROM noticeDelivery), 0),
                ifnull((SELECT max(id) FROM apiToken), 0),
                ifnull((SELECT max(id) FROM webhookEndpoint), 0),
                ifnull((SELECT max(id) FROM webhookDelivery), 0),
                ifnull((SELECT max(id) FROM ticketField), 0),
                ifnull((SELECT max(id) FROM requestForm), 0)
            )
            """,
            as: Int64.self
        ) ?? 0
    }
}
