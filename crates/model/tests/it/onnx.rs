//! Writes small networks in ONNX's form (protocol buffers; field numbers of `onnx.proto3`), for the tests of loading
//! and running them.

/// A message of protocol buffers under construction.
#[derive(Clone, Default)]
pub(crate) struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
    }

    fn number(mut self, field: u64, value: i64) -> Self {
        self.varint(field << 3);
        self.varint(value.cast_unsigned());
        self
    }

    fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
        self
    }

    fn message(self, field: u64, message: &Message) -> Self {
        self.bytes(field, &message.0)
    }

    fn text(self, field: u64, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }
}

const FLOAT: i64 = 1;
const INT64: i64 = 7;

/// A network under construction.
#[derive(Clone, Default)]
pub(crate) struct Graph(Message);

impl Graph {
    /// An input of floating-point numbers.
    pub(crate) fn input(self, name: &str, shape: &[i64]) -> Self {
        Self(self.0.message(11, &value(name, FLOAT, shape)))
    }

    /// An input of tokens: `[1, as many as there are]`.
    pub(crate) fn tokens(self, name: &str) -> Self {
        Self(self.0.message(11, &value(name, INT64, &[1, -1])))
    }

    pub(crate) fn output(self, name: &str) -> Self {
        Self(self.0.message(12, &value(name, FLOAT, &[])))
    }

    /// Constants.
    pub(crate) fn weights(self, name: &str, shape: &[i64], numbers: &[f32]) -> Self {
        let raw: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        Self(self.0.message(5, &tensor(name, FLOAT, shape, &raw)))
    }

    /// A step: `op` of these values gives `output`. An attribute is a number, or a list of several.
    pub(crate) fn step(self, op: &str, inputs: &[&str], output: &str, attributes: &[(&str, &[i64])]) -> Self {
        let mut node = Message::default();
        for input in inputs {
            node = node.text(1, input);
        }
        node = node.text(2, output).text(3, &format!("make {output}")).text(4, op);
        for (name, values) in attributes {
            let attribute = Message::default().text(1, name);
            // 20 is the attribute's type: 2 for a whole number, 7 for a list of them.
            let attribute = match values {
                [value] => attribute.number(3, *value).number(20, 2),
                several => several.iter().fold(attribute, |list, value| list.number(8, *value)).number(20, 7),
            };
            node = node.message(5, &attribute);
        }
        Self(self.0.message(1, &node))
    }

    /// The file.
    pub(crate) fn file(self) -> Vec<u8> {
        let graph = self.0.text(2, "graph");
        let opset = Message::default().text(1, "").number(2, 17);
        Message::default().number(1, 8).message(7, &graph).message(8, &opset).0
    }
}

fn tensor(name: &str, kind: i64, shape: &[i64], raw: &[u8]) -> Message {
    let shape = shape.iter().fold(Message::default(), |message, side| message.number(1, *side));
    shape.number(2, kind).text(8, name).bytes(9, raw)
}

fn value(name: &str, kind: i64, shape: &[i64]) -> Message {
    let mut sides = Message::default();
    for side in shape {
        let dimension = Message::default();
        let dimension = if *side < 0 { dimension.text(2, "n") } else { dimension.number(1, *side) };
        sides = sides.message(1, &dimension);
    }
    let mut tensor = Message::default().number(1, kind);
    if !shape.is_empty() {
        tensor = tensor.message(2, &sides);
    }
    Message::default().text(1, name).message(2, &Message::default().message(1, &tensor))
}
