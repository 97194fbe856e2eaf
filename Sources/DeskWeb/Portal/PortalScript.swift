import HTTPTypes
import Hummingbird

/// Offers articles while a customer types; every page works without it.
enum PortalScript {
    static let asset = DeskAsset("portal", "js", "text/javascript; charset=utf-8", module)

    /// The element that loads it.
    static var element: HTML { "<script type=\"module\" src=\"/help/assets/\(asset.name)\"></script>" }

    /// Answers `GET /help/assets/:name`.
    static func show(_ exchange: Exchange) async throws -> Response {
        guard exchange.parameters["name"] == asset.name else { throw PageProblem.notFound }
        return Response(
            status: .ok,
            headers: [.contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: asset.content)
        )
    }

    private static let module = #"""
        const field = document.querySelector("input[data-suggestions]");
        const place = document.getElementById("suggestions");
        let timer;
        let asking;

        function show({ title, articles }) {
          place.replaceChildren();
          if (!articles.length) return;
          const heading = document.createElement("h2");
          heading.textContent = title;
          const list = document.createElement("ul");
          list.className = "articles found";
          for (const article of articles) {
            const link = document.createElement("a");
            link.href = article.path;
            link.textContent = article.title;
            const excerpt = document.createElement("span");
            excerpt.className = "preview";
            excerpt.textContent = article.excerpt;
            const item = document.createElement("li");
            item.lang = article.language;
            item.append(link, excerpt);
            list.append(item);
          }
          place.append(heading, list);
        }

        async function ask() {
          asking?.abort();
          const words = field.value.trim();
          if (words.length < 2) return place.replaceChildren();
          asking = new AbortController();
          try {
            const address = `${field.dataset.suggestions}?q=${encodeURIComponent(words)}`;
            const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
            if (answer.ok) show(await answer.json());
          } catch (problem) {
            if (problem.name !== "AbortError") place.replaceChildren();
          }
        }

        field?.addEventListener("input", (event) => {
          if (event.isComposing) return;
          clearTimeout(timer);
          timer = setTimeout(ask, 300);
        });
        field?.addEventListener("compositionend", ask);

        """#
}
