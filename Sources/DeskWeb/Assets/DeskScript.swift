/// Niceties only: every page works without this script.
enum DeskScript {
    static let module = #"""
        const lang = document.documentElement.lang;
        const say = (english, chinese) => (lang.startsWith("zh") ? chinese : english);

        // Times are written in the browser's zone once its offset is known.
        const offset = String(-new Date().getTimezoneOffset());
        const known = document.cookie.split("; ").find((cookie) => cookie.startsWith("tz="));
        if (known !== `tz=${offset}`) {
          const secure = location.protocol === "https:" ? "; Secure" : "";
          document.cookie = `tz=${offset}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
          const taken = document.cookie.includes(`tz=${offset}`);
          if (taken && document.querySelector("time") && !document.querySelector("textarea, [role=alert]")) location.reload();
        }

        const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto", style: "short" });
        function age(time) {
          const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
          if (Math.abs(seconds) >= 86400) return null;
          if (Math.abs(seconds) < 50) return say("just now", "刚刚");
          return Math.abs(seconds) < 3600
            ? relative.format(Math.round(seconds / 60), "minute")
            : relative.format(Math.round(seconds / 3600), "hour");
        }
        function showAges() {
          for (const time of document.querySelectorAll("time")) {
            time.title ||= time.textContent;
            time.textContent = age(time) ?? time.title;
          }
        }
        showAges();
        setInterval(showAges, 30000);

        for (const form of document.querySelectorAll("form.undo[data-seconds]")) {
          const end = Date.now() + Number(form.dataset.seconds) * 1000;
          const label = form.querySelector("span");
          const tick = setInterval(() => {
            const left = Math.ceil((end - Date.now()) / 1000);
            if (left > 0) label.textContent = say(`Leaves in ${left} s.`, `${left} 秒后发送。`);
            else { clearInterval(tick); form.remove(); }
          }, 250);
        }

        // A second click does nothing; the request's own key would catch it as well.
        addEventListener("submit", (event) => {
          setTimeout(() => event.target.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
        });
        addEventListener("pageshow", () => {
          document.querySelectorAll("form button[disabled]").forEach((button) => { button.disabled = false; });
        });
        addEventListener("focusin", (event) => { if (event.target.matches?.("input.copy")) event.target.select(); });

        const rows = () => [...document.querySelectorAll(".tickets li, .timeline > li:not(.event)")];
        let here = -1;
        function step(by) {
          const all = rows();
          if (!all.length) return;
          all[here]?.classList.remove("here");
          here = Math.min(all.length - 1, Math.max(0, here + by));
          all[here].classList.add("here");
          all[here].scrollIntoView({ block: "nearest" });
          all[here].querySelector("a")?.focus({ preventScroll: true });
        }
        function compose(kind) {
          const box = document.querySelector(`.compose.${kind}`);
          if (!box) return;
          box.open = true;
          box.querySelector("textarea").focus();
          box.scrollIntoView({ block: "nearest" });
        }
        function help() {
          let dialog = document.querySelector("dialog.keys");
          if (!dialog) {
            dialog = document.createElement("dialog");
            dialog.className = "keys";
            for (const [key, meaning] of [
              ["j k", say("next, previous", "下一条、上一条")],
              ["r", say("reply", "回复")],
              ["n", say("note", "备注")],
              ["/", say("search", "搜索")],
              ["Ctrl Enter", say("send", "发送")],
              ["?", say("this help", "显示帮助")],
            ]) {
              const line = document.createElement("p");
              const mark = document.createElement("kbd");
              mark.textContent = key;
              line.append(mark, meaning);
              dialog.append(line);
            }
            document.body.append(dialog);
          }
          dialog.open ? dialog.close() : dialog.showModal();
        }
        addEventListener("keydown", (event) => {
          if (event.isComposing) return;
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
            event.target.form.requestSubmit();
            return;
          }
          if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, textarea, select")) return;
          const actions = {
            j: () => step(1),
            k: () => step(-1),
            r: () => compose("reply"),
            n: () => compose("note"),
            "/": () => document.querySelector(".search input")?.focus(),
            "?": help,
          };
          const action = actions[event.key];
          if (!action) return;
          event.preventDefault();
          action();
        });

        """#
}
