import ArgumentParser
import DeskWeb
import Foundation

/// `tributary openapi`: prints the document of the REST API.
struct OpenAPICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Print the OpenAPI 3.1 document of the REST API."
    )

    func run() { FileHandle.standardOutput.write(Data(OpenAPIDocument.text.utf8)) }
}
