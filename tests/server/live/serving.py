"""The system of the environment, served: run as a program; says when it answers."""

from wholeflow.server import running

if __name__ == "__main__":  # granian starts a second process that imports this one
    running.set_up()
    running.migrate()
    running.collect_static_files()
    running.listen(ready=lambda: print("ready", flush=True))  # noqa: T201 - its one line
