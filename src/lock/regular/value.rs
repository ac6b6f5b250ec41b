//! Values: behind a key, in an array, or below a header.
//!
//! They are in each other, so all forms of them are here.

use std::collections::BTreeSet;
use std::{array, mem};

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::header::Header;
use super::keys::Keys;
use super::{Irregular, Reader};

/// A value at the place of a reader.
pub(super) struct Value<'r, 't> {
    pub reader: &'r mut Reader<'t>,
    pub form: Form<'t>,
}

/// How a value is written.
pub(super) enum Form<'t> {
    /// Without a header.
    Inline,
    /// As the lines below its header.
    Table(Header<'t>),
    /// As tables that have headers; this is the first.
    Tables(Header<'t>),
    /// As tables below it, which have headers: the path of the first one begins with so many steps to the value.
    Above(usize, Header<'t>),
}

impl<'t> Value<'_, 't> {
    fn read<V: Visitor<'t>>(self, keys: Keys<'t>, visitor: V) -> Result<V::Value, Irregular> {
        let Self { reader, form } = self;
        match form {
            Form::Inline => inline(reader, keys, visitor),
            Form::Table(header) => Table::of(header, reader, keys).read(visitor),
            Form::Tables(header) => Tables::from(header, reader).read(visitor),
            Form::Above(steps, header) => Table::above(steps, header, reader, keys).read(visitor),
        }
    }
}

impl<'t> Deserializer<'t> for Value<'_, 't> {
    type Error = Irregular;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.read(Keys::InAnyOrder(BTreeSet::new()), visitor)
    }

    fn deserialize_map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Irregular> {
        self.read(Keys::Sorted(None), visitor)
    }

    fn deserialize_struct<V: Visitor<'t>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        if !serde_spanned::de::is_spanned(name) {
            return self.read(Keys::OfStruct, visitor);
        }
        let &[start, end, value] = fields else { return Err(Irregular) };
        let Self { reader, form } = self;
        let (begins, ends) = match &form {
            Form::Inline => (reader.scanner.at, None),
            Form::Table(header) | Form::Tables(header) => {
                (header.span.start, Some(header.span.end))
            }
            Form::Above(..) => return Err(Irregular),
        };
        visitor.visit_map(Placed {
            fields: [start, value, end].into_iter(),
            start: begins,
            value: Some(form),
            end: ends,
            reader,
        })
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Irregular> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        let Form::Inline = self.form else { return Err(Irregular) };
        visitor.visit_enum(BorrowedStrDeserializer::new(self.reader.scanner.string()?))
    }

    /// Nobody would notice that such a key is there twice.
    fn deserialize_ignored_any<V: Visitor<'t>>(self, _: V) -> Result<V::Value, Irregular> {
        Err(Irregular)
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct identifier
    }
}

fn inline<'t, V: Visitor<'t>>(
    reader: &mut Reader<'t>,
    keys: Keys<'t>,
    visitor: V,
) -> Result<V::Value, Irregular> {
    let scanner = &mut reader.scanner;
    match scanner.peek() {
        Some(b'"' | b'\'') => visitor.visit_borrowed_str(scanner.string()?),
        Some(b'0'..=b'9') => visitor.visit_i64(scanner.number()?),
        Some(b't' | b'f') => visitor.visit_bool(scanner.bool()?),
        Some(b'[') => Items { reader, is_first: true, is_read: false }.read(visitor),
        Some(b'{') => Entries { reader, keys, is_first: true, is_read: false }.read(visitor),
        _ => Err(Irregular),
    }
}

/// `[1, 2]`, which may be on several lines.
struct Items<'r, 't> {
    reader: &'r mut Reader<'t>,
    is_first: bool,
    is_read: bool,
}

impl<'t> Items<'_, 't> {
    fn read<V: Visitor<'t>>(mut self, visitor: V) -> Result<V::Value, Irregular> {
        self.reader.go_deeper()?;
        self.reader.scanner.expect(b'[')?;
        let value = visitor.visit_seq(&mut self)?;
        self.reader.go_back();
        if self.is_read { Ok(value) } else { Err(Irregular) }
    }
}

impl<'t> SeqAccess<'t> for &mut Items<'_, 't> {
    type Error = Irregular;

    fn next_element_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Irregular> {
        let scanner = &mut self.reader.scanner;
        scanner.skip_lines()?;
        if !mem::replace(&mut self.is_first, false) && scanner.peek() != Some(b']') {
            scanner.expect(b',')?;
            scanner.skip_lines()?;
        }
        if scanner.takes(b']') {
            self.is_read = true;
            return Ok(None);
        }
        seed.deserialize(Value { reader: self.reader, form: Form::Inline }).map(Some)
    }
}

/// `{ a = 1, b = 2 }`.
struct Entries<'r, 't> {
    reader: &'r mut Reader<'t>,
    keys: Keys<'t>,
    is_first: bool,
    is_read: bool,
}

impl<'t> Entries<'_, 't> {
    fn read<V: Visitor<'t>>(mut self, visitor: V) -> Result<V::Value, Irregular> {
        self.reader.go_deeper()?;
        self.reader.scanner.expect(b'{')?;
        let value = visitor.visit_map(&mut self)?;
        self.reader.go_back();
        if self.is_read { Ok(value) } else { Err(Irregular) }
    }
}

impl<'t> MapAccess<'t> for &mut Entries<'_, 't> {
    type Error = Irregular;

    fn next_key_seed<K: DeserializeSeed<'t>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Irregular> {
        let scanner = &mut self.reader.scanner;
        scanner.skip_spaces();
        if scanner.takes(b'}') {
            self.is_read = true;
            return Ok(None);
        }
        if !mem::replace(&mut self.is_first, false) {
            scanner.expect(b',')?;
            scanner.skip_spaces();
        }
        let key = scanner.key()?;
        self.keys.admit(key)?;
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Irregular> {
        self.reader.scanner.skip_equals()?;
        seed.deserialize(Value { reader: self.reader, form: Form::Inline })
    }
}

/// A value and its place, as the struct of three fields that `Spanned` is for serde.
struct Placed<'r, 't> {
    /// The names of the fields that were not read: of the start, the value and the end.
    fields: array::IntoIter<&'static str, 3>,
    start: usize,
    value: Option<Form<'t>>,
    /// The end, if it is that of a header.
    end: Option<usize>,
    reader: &'r mut Reader<'t>,
}

impl<'t> MapAccess<'t> for Placed<'_, 't> {
    type Error = Irregular;

    fn next_key_seed<K: DeserializeSeed<'t>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Irregular> {
        let field = self.fields.next().map(BorrowedStrDeserializer::new);
        field.map(|field| seed.deserialize(field)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Irregular> {
        match (self.fields.len(), self.value.take()) {
            (2, value) => {
                self.value = value;
                seed.deserialize(self.start.into_deserializer())
            }
            (_, Some(form)) => seed.deserialize(Value { reader: self.reader, form }),
            (_, None) => {
                let end = self.end.unwrap_or(self.reader.scanner.at);
                seed.deserialize(end.into_deserializer())
            }
        }
    }
}

/// A table that is not inline.
pub(super) struct Table<'r, 't> {
    path: Vec<&'t str>,
    /// Whether the next key has a line; afterwards, keys are steps of headers.
    has_lines: bool,
    keys: Keys<'t>,
    is_read: bool,
    reader: &'r mut Reader<'t>,
}

impl<'r, 't> Table<'r, 't> {
    /// The table that a whole text is.
    pub(super) fn root(reader: &'r mut Reader<'t>, keys: Keys<'t>) -> Self {
        Self { path: Vec::new(), has_lines: true, keys, is_read: false, reader }
    }

    /// The table of a header, which was read.
    pub(super) fn of(header: Header<'t>, reader: &'r mut Reader<'t>, keys: Keys<'t>) -> Self {
        Self { path: header.path, ..Self::root(reader, keys) }
    }

    /// A table without a header: the path of the next header begins with so many steps to it.
    pub(super) fn above(
        steps: usize,
        header: Header<'t>,
        reader: &'r mut Reader<'t>,
        keys: Keys<'t>,
    ) -> Self {
        let path = header.path[..steps].to_vec();
        reader.header = Some(header);
        Self { path, has_lines: false, ..Self::root(reader, keys) }
    }

    pub(super) fn read<V: Visitor<'t>>(mut self, visitor: V) -> Result<V::Value, Irregular> {
        self.reader.go_deeper()?;
        let value = visitor.visit_map(&mut self)?;
        self.reader.go_back();
        if self.is_read { Ok(value) } else { Err(Irregular) }
    }

    fn key(&mut self) -> Result<Option<&'t str>, Irregular> {
        let scanner = &mut self.reader.scanner;
        if self.has_lines {
            scanner.skip_lines()?;
            match scanner.peek() {
                Some(b'[') => self.reader.header = Some(Header::read(scanner)?),
                Some(_) => return scanner.key().map(Some),
                None => {}
            }
            self.has_lines = false;
        }
        let path = self.reader.header.as_ref().map(|header| header.path.as_slice());
        let below = path.and_then(|path| path.strip_prefix(self.path.as_slice()));
        Ok(below.and_then(|below| below.first().copied()))
    }
}

impl<'t> MapAccess<'t> for &mut Table<'_, 't> {
    type Error = Irregular;

    fn next_key_seed<K: DeserializeSeed<'t>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Irregular> {
        let Some(key) = self.key()? else {
            self.is_read = true;
            return Ok(None);
        };
        self.keys.admit(key)?;
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Irregular> {
        let steps = self.path.len() + 1;
        let form = match self.reader.header.take() {
            None => {
                self.reader.scanner.skip_equals()?;
                let value = seed.deserialize(Value { reader: self.reader, form: Form::Inline })?;
                self.reader.scanner.end_line()?;
                return Ok(value);
            }
            Some(header) if header.path.len() > steps => Form::Above(steps, header),
            Some(header) if header.is_of_array => Form::Tables(header),
            Some(header) => Form::Table(header),
        };
        seed.deserialize(Value { reader: self.reader, form })
    }
}

/// An array of tables that have headers.
pub(super) struct Tables<'r, 't> {
    path: Vec<&'t str>,
    is_read: bool,
    reader: &'r mut Reader<'t>,
}

impl<'r, 't> Tables<'r, 't> {
    /// The tables from that of this header on.
    pub(super) fn from(header: Header<'t>, reader: &'r mut Reader<'t>) -> Self {
        let path = header.path.clone();
        reader.header = Some(header);
        Self { path, is_read: false, reader }
    }

    pub(super) fn read<V: Visitor<'t>>(mut self, visitor: V) -> Result<V::Value, Irregular> {
        let value = visitor.visit_seq(&mut self)?;
        if self.is_read { Ok(value) } else { Err(Irregular) }
    }
}

impl<'t> SeqAccess<'t> for &mut Tables<'_, 't> {
    type Error = Irregular;

    fn next_element_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Irregular> {
        let is_next = |header: &mut Header<'t>| header.is_of_array && header.path == self.path;
        let Some(header) = self.reader.header.take_if(is_next) else {
            self.is_read = true;
            return Ok(None);
        };
        seed.deserialize(Value { reader: self.reader, form: Form::Table(header) }).map(Some)
    }
}
