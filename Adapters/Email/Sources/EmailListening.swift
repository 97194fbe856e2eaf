public import ChannelKit

extension EmailAdapter: Listening {
    /// Takes mails from the configured place until the task is canceled.
    ///
    /// - Throws: `ChannelBlocked` when the mail server refuses the account.
    public func listen(into intake: any ArrivalIntake, health: any HealthReporting) async throws {
        let report = ConditionReport(health)
        let handover = Handover(intake: intake, health: report, pause: pause)
        do {
            switch settings.wayIn {
            case .dropFolder(let path):
                let folder = MailFolder(layout: .dropFolder, path: path)
                try await FolderListening(adapter: self, folder: folder, handover: handover, health: report).run()
            case .maildir(let path):
                let folder = MailFolder(layout: .maildir, path: path)
                try await FolderListening(adapter: self, folder: folder, handover: handover, health: report).run()
            case .imap(let mailbox):
                try await MailboxListening(adapter: self, mailbox: mailbox, handover: handover, health: report).run()
            case .pop3(let maildrop):
                try await MaildropListening(adapter: self, maildrop: maildrop, handover: handover, health: report).run()
            case .lmtp(let reception):
                try await ReceptionListening(adapter: self, reception: reception, intake: intake, health: report).run()
            case .webhook:
                // The provider calls; there is nothing to do until the channel stops.
                report.report(ChannelCondition(line: .ready))
                while true { try await Task.sleep(for: .seconds(3600)) }
            }
        } catch is CancellationError {
            // Being stopped is how listening ends.
            return
        }
    }
}
