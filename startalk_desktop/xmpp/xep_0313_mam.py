"""XEP-0313 message archive management: the query and its end. The results are read as trees (`archive_reader`)."""

from __future__ import annotations

import aioxmpp
from aioxmpp import forms, xso
from aioxmpp.rsm import xso as rsm_xso

from startalk_desktop.xmpp import namespaces as ns


@aioxmpp.IQ.as_payload_class
class Query(xso.XSO):
    """Asks for one page (section 4.1)."""

    TAG = (ns.MAM, "query")

    query_id = xso.Attr("queryid", default=None)
    form = xso.Child([forms.Data])
    paging = xso.Child([rsm_xso.ResultSetMetadata])


@aioxmpp.IQ.as_payload_class
class Fin(xso.XSO):
    """Ends a page (section 4.2)."""

    TAG = (ns.MAM, "fin")
    UNKNOWN_CHILD_POLICY = xso.UnknownChildPolicy.DROP
    UNKNOWN_ATTR_POLICY = xso.UnknownAttrPolicy.DROP

    is_complete = xso.Attr("complete", type_=xso.Bool(), default=False)
    paging = xso.Child([rsm_xso.ResultSetMetadata])


def filter_form(fields: dict[str, str]) -> forms.Data:
    """The form of a query, with ``with``, ``start`` and ``end`` as given (section 4.1.1)."""
    form = forms.Data(type_=forms.DataType.SUBMIT)
    form.fields.append(forms.Field(type_=forms.FieldType.HIDDEN, var="FORM_TYPE", values=[ns.MAM]))
    for name, value in fields.items():
        form.fields.append(forms.Field(type_=None, var=name, values=[value]))
    return form
