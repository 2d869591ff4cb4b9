#pragma once

namespace libvirt {

// libvirt-admin has a copy of the code that registers libvirt's object types with GLib, under the
// same names. GLib refuses the second of two types with one name, and libvirt crashes when it makes
// an object of it: a process that has used one of the libraries could not use the other. So the
// types of this library, which has just been loaded, get names of their own: what it calls to
// register them is called through a function here. Returns false if that is not possible.
//
// Does nothing for releases before libvirt used GLib's types, and on other systems than Linux.
bool RenameTypes(void* library);

}  // namespace libvirt
