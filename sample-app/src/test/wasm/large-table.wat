(module (table 200000 funcref) (func (export "run")))
