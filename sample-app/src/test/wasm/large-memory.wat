(module (memory 2000) (func (export "run")))
