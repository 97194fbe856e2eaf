public import ChannelKit
import ChatWebhookAdapter
import DeskConfiguration
import EmailAdapter
import LiveChatAdapter
import PhoneLogAdapter
import ProcessAdapter
import SocialWebhookAdapter
import WebFormAdapter

/// Every adapter this program was built with.
///
/// A new adapter is one line here and one in `Package.swift`.
public enum AdapterCatalog {
    /// The adapters, in the order they are shown.
    public static let adapters: [any ChannelAdapter.Type] = [
        EmailAdapter.self,
        WebFormAdapter.self,
        LiveChatAdapter.self,
        ChatWebhookAdapter.self,
        SocialWebhookAdapter.self,
        PhoneLogAdapter.self,
        ProcessAdapter.self,
    ]

    /// The manifests of all adapters, each with the adapter it belongs to.
    ///
    /// - Throws: `InvalidConfiguration` when a manifest compiled into the program is broken.
    public static func manifests() throws -> [(manifest: AdapterManifest, adapter: any ChannelAdapter.Type)] {
        try adapters.map { (try ManifestReader.read(octets: $0.manifestSource, file: "\($0)/adapter.yml"), $0) }
    }
}
