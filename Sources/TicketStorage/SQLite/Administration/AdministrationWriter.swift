import ChannelKit
import DeskModel

/// Applies what programs change about how the desk is set up, as the admins' pages do.
struct AdministrationWriter {
    let change: AuditedChange

    init(context: WriteContext, actor: Actor, at: Timestamp) {
        change = AuditedChange(context: context, actor: actor, at: at)
    }

    /// Applies a change.
    func apply(_ administration: Administration) throws -> ServiceOutcome {
        switch administration {
        case .saveOrganization(let organization): return .other(Self.result(try change.save(organization)))
        case .removeOrganization(let id): return try done { try change.remove(id) }
        case .saveCategory(let category):
            return .other(
                try change.save(category) == .done
                    ? .done : .refused("another category has the address “\(category.slug)”")
            )
        case .removeCategory(let id): return try done { try change.remove(id) }
        case .saveArticle(let draft): return .article(try change.articles.save(draft))
        case .publishArticle(let id, let revision):
            let isThere = try change.articles.publish(id, revision: revision)
            return .other(isThere ? .done : .refused("the article has no such revision"))
        case .withdrawArticle(let id):
            return .other(try change.articles.unpublish(id) ? .done : .refused("the article is not published"))
        case .addPicture(let picture, let blob):
            return try done { try change.articles.add(picture, bytes: blob.bytes) }
        case .saveView(let view): return try done { try change.save(view) }
        case .removeView(let id): return try done { try change.remove(id) }
        case .addAgent(let agent):
            return .other(try change.add(agent) ? .done : .refused("another account has that address"))
        case .changeAgent(let id, let standing):
            return .other(try change.set(id, to: standing).map { .refused($0) } ?? .done)
        case .saveTeam(let team, let members): return .other(Self.result(try change.save(team, members: members)))
        case .saveHours(let hours): return .other(Self.result(try change.save(hours)))
        case .removeHours(let id): return .other(Self.result(try change.remove(id)))
        case .savePolicy(let policy): return .other(Self.result(try change.save(policy)))
        case .removePolicy(let id): return .other(Self.result(try change.remove(id)))
        case .saveField(let field):
            let isSaved = try change.save(field)
            return .other(
                isSaved
                    ? .done : .refused("the key is taken, or there are \(TicketField.maximumCount) fields already")
            )
        case .saveType(let type):
            let isSaved = try change.save(type)
            return .other(isSaved ? .done : .refused("there are \(CustomTicketType.maximumCount) types already"))
        case .saveForm(let form):
            let isSaved = try change.save(form)
            return .other(isSaved ? .done : .refused("there are \(RequestForm.maximumCount) forms already"))
        case .removeForm(let id): return try done { try change.remove(id) }
        case .setTag(let tag, let isRetired): return try done { try change.tags.set(tag, isRetired: isRetired) }
        case .saveMacro(let macro):
            return .other(try change.save(macro) ? .done : .refused("another macro has that name"))
        case .removeMacro(let id): return try done { try change.remove(id) }
        case .saveNoticeSettings(let settings): return try done { try change.save(settings) }
        case .saveRoom(let room):
            let result = try change.save(room)
            guard case .full(let limit) = result else { return .other(Self.result(result)) }
            return .other(.refused("there are \(limit) rooms already"))
        case .removeRoom(let id): return .other(Self.result(try change.remove(id)))
        case .saveBranding(let branding, let logo): return try done { try change.save(branding, logo: logo) }
        case .programs(let programs): return try apply(programs)
        }
    }

    /// Applies a change of what lets programs in and what they are told.
    private func apply(_ programs: ProgramChange) throws -> ServiceOutcome {
        switch programs {
        case .addWebhook(let endpoint): return try done { try change.add(endpoint) }
        case .changeWebhook(let id, let changes):
            return try change.change(id, changes).map { .webhook($0) } ?? Self.found(false)
        case .tryWebhook(let id): return Self.found(try change.sendTrial(to: id))
        case .resendWebhook(let id): return Self.found(try change.resend(id) != nil)
        case .addToken(let token, let digest):
            let result = try change.add(token, digest: digest)
            guard case .full(let limit) = result else { return .other(Self.result(result)) }
            return .other(.refused("\(limit) tokens are in force already"))
        case .revokeToken(let id): return Self.found(try change.revoke(id))
        }
    }

    private static func found(_ isThere: Bool) -> ServiceOutcome {
        .other(isThere ? .done : result(SavingResult.unknown))
    }

    private func done(_ work: () throws -> Void) throws -> ServiceOutcome {
        try work()
        return .other(.done)
    }

    private static func result(_ result: OrganizationChangeResult) -> ContactChangeResult {
        switch result {
        case .done: .done
        case .nameTaken: .refused("another organization has that name")
        case .domainTaken(let domain, let other): .refused("the domain \(domain) belongs to “\(other)”")
        }
    }

    private static func result(_ result: TeamChangeResult) -> ContactChangeResult {
        switch result {
        case .done: .done
        case .nameTaken: .refused("another team has that name")
        case .circular: .refused("a team cannot be part of itself, or of a team below it")
        }
    }

    private static func result(_ result: SavingResult) -> ContactChangeResult {
        switch result {
        case .done: .done
        case .nameTaken: .refused("something else has that name")
        case .inUse: .refused("a service level uses them")
        case .unknown: .refused("there is no such thing any more")
        case .full(let limit): .refused("there are \(limit) already")
        }
    }
}
