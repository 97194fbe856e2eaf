/// What may be done to an installation that the audit log tells.
///
/// A code that was given once keeps its meaning; one that is written no more stays, to be read.
public enum AuditAction: String, Sendable, Hashable, CaseIterable {
    /// An account was made.
    case agentAdded = "agent.added"
    /// An account was switched off.
    case agentDisabled = "agent.disabled"
    /// An account was switched on again.
    case agentEnabled = "agent.enabled"
    /// An account's password was set.
    case agentPassword = "agent.password"
    /// An account got another role.
    case agentRole = "agent.role"
    /// Somebody set their account up.
    case agentSetUp = "agent.set-up"
    /// A set-up link was made.
    case agentSetUpLink = "agent.set-up-link"
    /// An arrival was put back into the queue.
    case arrivalRequeued = "arrival.requeued"
    /// An article was begun.
    case articleBegun = "article.begun"
    /// An article's draft was changed.
    case articleChanged = "article.changed"
    /// A picture was put into an article.
    case articlePicture = "article.picture"
    /// An article was published.
    case articlePublished = "article.published"
    /// An article was taken off the help center.
    case articleUnpublished = "article.unpublished"
    /// An imported batch was taken back.
    case batchTakenBack = "batch.taken-back"
    /// Name, logo or colors were changed.
    case brandingChanged = "branding.changed"
    /// Business hours were removed.
    case businessHoursRemoved = "business-hours.removed"
    /// Business hours were saved.
    case businessHoursSaved = "business-hours.saved"
    /// A category of the knowledge base was removed.
    case categoryRemoved = "category.removed"
    /// A category of the knowledge base was saved.
    case categorySaved = "category.saved"
    /// A channel that was held goes on.
    case channelResumed = "channel.resumed"
    /// A channel's connection was tested and failed.
    case channelTestFailed = "channel.test-failed"
    /// A channel's connection was tested and is well.
    case channelTested = "channel.tested"
    /// A person was erased.
    case contactErased = "contact.erased"
    /// What is known of a person was exported.
    case contactExported = "contact.exported"
    /// Two people were separated again.
    case contactUnmerged = "contact.unmerged"
    /// An import of contacts was taken back.
    case contactsImportUndone = "contacts.import-undone"
    /// Contacts were imported.
    case contactsImported = "contacts.imported"
    /// A ticket field was saved.
    case fieldSaved = "field.saved"
    /// A request form was removed.
    case formRemoved = "form.removed"
    /// A request form was saved.
    case formSaved = "form.saved"
    /// An address was marked as one person's.
    case identityPersonal = "identity.personal"
    /// An address was marked as used by several people.
    case identityShared = "identity.shared"
    /// A sign-in link was sent through a customer's channel.
    case identitySignInLink = "identity.sign-in-link"
    /// A macro was removed.
    case macroRemoved = "macro.removed"
    /// A macro was saved.
    case macroSaved = "macro.saved"
    /// A team's room was removed.
    case noticeRoomRemoved = "notice-room.removed"
    /// A team's room was saved.
    case noticeRoomSaved = "notice-room.saved"
    /// Notices or their texts were changed.
    case noticeSettingsSaved = "notice-settings.saved"
    /// An organization was removed.
    case organizationRemoved = "organization.removed"
    /// An organization was saved.
    case organizationSaved = "organization.saved"
    /// Sending was paused.
    case outboxPaused = "outbox.paused"
    /// Sending goes on.
    case outboxResumed = "outbox.resumed"
    /// Somebody switched their second step off.
    case secondStepOff = "second-step.off"
    /// Somebody switched their second step on.
    case secondStepOn = "second-step.on"
    /// A recovery code was used.
    case secondStepRecoveryCodeUsed = "second-step.recovery-code-used"
    /// New recovery codes were made.
    case secondStepRecoveryCodes = "second-step.recovery-codes"
    /// An admin took somebody's second step away.
    case secondStepReset = "second-step.reset"
    /// The roles that need a second step were changed.
    case secondStepRoles = "second-step.roles"
    /// A sender was blocked.
    case senderBlocked = "sender.blocked"
    /// A sender is no longer blocked.
    case senderReleased = "sender.released"
    /// Sessions were ended.
    case sessionEnded = "session.ended"
    /// A service level was removed.
    case slaPolicyRemoved = "sla-policy.removed"
    /// A service level was saved.
    case slaPolicySaved = "sla-policy.saved"
    /// A suggested duplicate was dismissed.
    case suggestionDismissed = "suggestion.dismissed"
    /// A tag was renamed.
    case tagRenamed = "tag.renamed"
    /// A retired tag may be given again.
    case tagRestored = "tag.restored"
    /// A tag may be given no more.
    case tagRetired = "tag.retired"
    /// Somebody joined a team.
    case teamJoined = "team.joined"
    /// Somebody left a team.
    case teamLeft = "team.left"
    /// A team was removed.
    case teamRemoved = "team.removed"
    /// A team was saved.
    case teamSaved = "team.saved"
    /// A ticket is no longer spam.
    case ticketReleased = "ticket.released"
    /// A ticket was called spam.
    case ticketSpam = "ticket.spam"
    /// An API token was made.
    case tokenAdded = "token.added"
    /// An API token was revoked.
    case tokenRevoked = "token.revoked"
    /// A ticket type was saved.
    case typeSaved = "type.saved"
    /// A saved view was removed.
    case viewRemoved = "view.removed"
    /// A view was saved.
    case viewSaved = "view.saved"
    /// A webhook was added.
    case webhookAdded = "webhook.added"
    /// A webhook was changed.
    case webhookChanged = "webhook.changed"
    /// A webhook was switched off.
    case webhookDisabled = "webhook.disabled"
    /// A webhook was switched on.
    case webhookEnabled = "webhook.enabled"
    /// A webhook was removed.
    case webhookRemoved = "webhook.removed"
    /// An event was sent to a webhook again.
    case webhookResent = "webhook.resent"
    /// A webhook got a new secret.
    case webhookSecretRenewed = "webhook.secret-renewed"
    /// A webhook's older secret ended.
    case webhookSecretRetired = "webhook.secret-retired"
    /// A webhook was switched off, for it failed too long.
    case webhookSwitchedOff = "webhook.switched-off"
    /// A trial event was sent to a webhook.
    case webhookTried = "webhook.tried"
}
