"""How a desk ended: by the kill that was meant for it, or by itself, which it never may."""
import signal


def end_at(desk, place):
    """Ends a desk that was to be killed where it reaches a place; gives what was wrong, or None when it was killed there."""
    code = desk.process.poll()
    problem = f"{place}: the place was never reached" if code is None else wrong_end(desk, place, code)
    desk.kill()
    return problem


def end_now(desk, place):
    """Kills a desk; gives what was wrong, or None when it had not ended by itself before."""
    code = desk.process.poll()
    problem = None if code is None else wrong_end(desk, place, code)
    desk.kill()
    return problem


def wrong_end(desk, place, code):
    """What was wrong with an end; None when it was a kill."""
    if code == -signal.SIGKILL:
        return None
    return f"{place}: the desk ended by itself with code {code}: {desk.words()[-1000:]}"
