/// Keeps the chips of what is due up to date; pages work without it.
enum ClockScript {
    static let module = #"""
        const chinese = document.documentElement.lang.startsWith("zh");
        function length(milliseconds) {
          const minutes = Math.max(1, Math.floor(Math.abs(milliseconds) / 60000));
          // From three of a unit on, smaller ones say nothing more.
          if (minutes >= 3 * 1440) return `${Math.floor(minutes / 1440)} ${chinese ? "天" : "d"}`;
          if (minutes >= 3 * 60 && minutes < 1440) return `${Math.floor(minutes / 60)} ${chinese ? "小时" : "h"}`;
          const days = Math.floor(minutes / 1440), hours = Math.floor(minutes / 60) % 24, rest = minutes % 60;
          const parts = days ? [[days, "d", "天"], [hours, "h", "小时"]] : [[hours, "h", "小时"], [rest, "min", "分钟"]];
          return parts.filter(([count]) => count).map(([count, en, zh]) => `${count} ${chinese ? zh : en}`).join(" ");
        }
        function show(chip) {
          const left = Date.parse(chip.dataset.due) - Date.now();
          const warns = Date.parse(chip.dataset.warn) <= Date.now();
          const name = chip.dataset.target, time = length(left);
          const text = left > 0
            ? chinese ? `${name}剩余 ${time}` : `${name} in ${time}`
            : chinese ? `${name}已超时 ${time}` : `${name} ${time} overdue`;
          const [sign, words] = chip.children;
          if (words.textContent === text) return;
          words.textContent = text;
          sign.textContent = left <= 0 ? "✕" : warns ? "▲" : "◷";
          chip.classList.toggle("bad", left <= 0);
          chip.classList.toggle("warn", left > 0 && warns);
        }
        setInterval(() => document.querySelectorAll(".chip.due[data-due]").forEach(show), 10000);

        """#
}

/// How clocks and their settings look.
enum ServiceLevelStyle {
    static let sheet = """
        .chip.due{white-space:normal}.clocks ul{display:grid;gap:.5rem}.clocks small{display:block;margin-left:.5rem}
        .week{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(8rem,100%),1fr));gap:0 1rem}
        @media(min-width:75rem){.week{grid-template-columns:repeat(7,minmax(0,1fr))}}
        .limits{width:100%;border-collapse:collapse}.limits th{text-align:left;font-weight:600;padding:.3rem .5rem .3rem 0}
        .limits td{padding:.2rem .5rem .2rem 0}.limits input{min-width:5rem}
        .problem{display:block;color:var(--bad);font-size:.87rem;margin-top:.2rem}
        [aria-invalid=true]{border-color:var(--bad)}
        .check input{width:1.05rem;height:1.05rem;margin:0;flex:none}
        .stack{display:grid;gap:1rem}.stack>*{margin:0;min-width:0}.stack fieldset{min-width:0}.hint{color:var(--soft);font-size:.87rem;font-weight:400}

        """
}
