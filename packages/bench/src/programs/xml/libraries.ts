// What is measured, as each library's documentation does it.
import { DomainXML } from '@libvirt/xml';
import { DOMParser, XMLSerializer, type Document } from '@xmldom/xmldom';
import Builder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';

/** A library that parses and formats documents. */
export interface Library<Data> {
  readonly parse: (text: string) => Data;
  readonly format: (data: Data) => string;
  /** The same document as data that was not parsed, where that makes a difference. */
  readonly copy?: (data: Data) => Data;
  readonly countDisks: (data: Data) => number;
  readonly setCPUs: (data: Data, count: number) => void;
}

const own: Library<DomainXML> = {
  parse: (text) => DomainXML.parse(text),
  format: (data) => DomainXML.format(data),
  copy: (data) => structuredClone(data),
  countDisks: (data) => data.devices?.disk?.length ?? 0,
  setCPUs(data, count) {
    data.vcpu = { ...data.vcpu, value: count };
  },
};

interface Parsed {
  readonly domain: {
    readonly vcpu: { '#text': number };
    readonly devices: { readonly disk: readonly object[] };
  };
}

// With attributes and numbers, as @libvirt/xml has them.
const options = { ignoreAttributes: false, parseAttributeValue: true };
const parser = new XMLParser(options);
const builder = new Builder({ ...options, format: true });

const fastXMLParser: Library<Parsed> = {
  parse: (text) => parser.parse(text) as Parsed,
  format: (data) => builder.build(data),
  countDisks: (data) => data.domain.devices.disk.length,
  setCPUs(data, count) {
    data.domain.vcpu['#text'] = count;
  },
};

const xmldom: Library<Document> = {
  parse: (text) => new DOMParser().parseFromString(text, 'text/xml'),
  format: (data) => new XMLSerializer().serializeToString(data),
  countDisks: (data) => data.getElementsByTagName('disk').length,
  setCPUs(data, count) {
    data.getElementsByTagName('vcpu').item(0)!.textContent = String(count);
  },
};

export const libraries = {
  '@libvirt/xml': own,
  'fast-xml-parser': fastXMLParser,
  '@xmldom/xmldom': xmldom,
};
