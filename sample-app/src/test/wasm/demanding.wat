(module (import "env" "launch" (func)) (func (export "run")))
