import DeskModel

extension AuditedChange {
    /// Adds or changes business hours.
    func save(_ hours: BusinessHours) throws -> SavingResult {
        try noting(
            PolicyTable(connection: connection).save(hours),
            .businessHoursSaved,
            "business-hours:\(hours.id)",
            hours.name
        )
    }

    /// Removes business hours that no policy uses.
    func remove(_ id: BusinessHoursID) throws -> SavingResult {
        try noting(PolicyTable(connection: connection).remove(id), .businessHoursRemoved, "business-hours:\(id)")
    }

    /// Adds or changes a policy.
    func save(_ policy: SLAPolicy) throws -> SavingResult {
        try noting(
            PolicyTable(connection: connection).save(policy),
            .slaPolicySaved,
            "sla-policy:\(policy.id)",
            "\(policy.name) (\(policy.isEnabled ? "on" : "off"))"
        )
    }

    /// Removes a policy.
    func remove(_ id: SLAPolicyID) throws -> SavingResult {
        try noting(PolicyTable(connection: connection).remove(id), .slaPolicyRemoved, "sla-policy:\(id)")
    }

    private func noting(
        _ result: SavingResult,
        _ action: AuditAction,
        _ object: String,
        _ detail: String = ""
    ) throws -> SavingResult {
        if result == .done { try note(action, object, detail) }
        return result
    }

    /// Adds or changes a field.
    ///
    /// - Returns: whether the key is its own, and there is room.
    func save(_ field: TicketField) throws -> Bool {
        guard try DesignTable(connection: connection).save(field) else { return false }
        try note(.fieldSaved, "field:\(field.key)", "\(field.kind.rawValue)\(field.isRetired ? ", retired" : "")")
        return true
    }

    /// Adds or changes a type.
    ///
    /// - Returns: whether it is none of the product's, and there is room.
    func save(_ type: CustomTicketType) throws -> Bool {
        guard try DesignTable(connection: connection).save(type) else { return false }
        try note(.typeSaved, "type:\(type.key)", type.isRetired ? "retired" : "active")
        return true
    }

    /// Adds or changes a request form.
    ///
    /// - Returns: whether there was room for it.
    func save(_ form: RequestForm) throws -> Bool {
        guard try FormTable(connection: connection).save(form) else { return false }
        let title = form.definition.title.text(chinese: false)
        try note(.formSaved, "form:\(title)", form.isOpen ? "open" : "closed")
        return true
    }

    /// Removes a request form, if there is one.
    func remove(_ id: RequestFormID) throws {
        guard let title = try FormTable(connection: connection).remove(id) else { return }
        try note(.formRemoved, "form:\(title.text(chinese: false))")
    }

    /// Changes tags.
    var tags: TagWriter { TagWriter(context: context, actor: actor, at: at) }
}
