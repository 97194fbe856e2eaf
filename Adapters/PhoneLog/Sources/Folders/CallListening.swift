public import ChannelKit

extension PhoneLogAdapter: Listening {
    /// Takes calls from the followed file or the folder until the task is canceled.
    ///
    /// - Throws: `ChannelBlocked` when the followed file is written in UTF-16.
    public func listen(into intake: any ArrivalIntake, health: any HealthReporting) async throws {
        let handover = Handover(intake: intake, health: health, pause: pause)
        do {
            if let path = settings.followed {
                try await FollowListening(adapter: self, path: path, handover: handover).run()
            } else {
                let folder = LogFolder(path: settings.folder)
                try await FolderListening(adapter: self, folder: folder, handover: handover).run()
            }
        } catch is CancellationError {
            // Being stopped is how listening ends.
            return
        }
    }
}
