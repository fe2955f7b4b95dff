package org.fairlot.registration.pack.yaml;

import java.util.List;
import org.fairlot.contracts.pack.Form;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.person.DocumentType;

/** What must hold between the parts of a form. */
record FormRules(Form form, Block block, Findings findings) {

  void check() {
    for (Field field : List.of(Field.NAME, Field.ID_NUMBER, Field.MOBILE)) {
      needs(field, "every form");
    }
    if (block.isEmpty("documents")) {
      findings.add(block.line("documents"), "at least one document is needed");
    }
    if (form.documents().size() > 1) {
      needs(Field.DOC_TYPE, "a choice of documents");
    } else if (form.asks(Field.DOC_TYPE)) {
      findings.add(block.line("fields"), "'docType' is not to be asked where there is one document");
    }
    if (form.documents().contains(DocumentType.PASSPORT_FOREIGN)) {
      needs(Field.NATIONALITY, "a foreign passport");
    } else if (form.asks(Field.NATIONALITY)) {
      findings.add(block.line("fields"), "'nationality' is asked, but no document needs it");
    }
    if (form.asks(Field.ADDRESS)) {
      if (!form.asks(Field.COMMITTEE)) {
        needs(Field.DISTRICT, "an address");
      }
      if (!block.has("addressAcceptFrom")) {
        findings.add(block.line(), "'addressAcceptFrom' is missing: an address is asked");
      }
    } else if (block.has("addressAcceptFrom")) {
      findings.add(block.line("addressAcceptFrom"), "'addressAcceptFrom' without an address");
    }
    if (!form.serves().isEmpty() && !form.asks(Field.DISTRICT) && !form.asks(Field.COMMITTEE)) {
      findings.add(block.line("serves"), "'serves' needs the field 'district' or 'committee'");
    }
    if (form.asks(Field.ALTERNATIVES)) {
      needs(Field.OUTLET, "a list of alternatives");
    }
    switch (form.flow()) {
      case AREA_ONLY -> {
        needs(Field.DISTRICT, "flow AREA_ONLY");
        if (form.asks(Field.OUTLET)) {
          findings.add(block.line("fields"), "'outletId' is asked, but the flow is AREA_ONLY");
        }
      }
      case OUTLET_FIRST -> needs(Field.OUTLET, "flow OUTLET_FIRST");
      case OUTLET_SKU_SLOT -> {
        needs(Field.OUTLET, "flow OUTLET_SKU_SLOT");
        needs(Field.SKU, "flow OUTLET_SKU_SLOT");
        needs(Field.SLOT, "flow OUTLET_SKU_SLOT");
      }
      case PROFILE_AUTOMATCH -> {
        if (form.asks(Field.OUTLET)) {
          findings.add(block.line("fields"), "'outletId' is asked, but the flow is PROFILE_AUTOMATCH");
        }
        if (!form.asks(Field.COMMITTEE) && !form.asks(Field.DISTRICT)) {
          findings.add(block.line("fields"), "flow PROFILE_AUTOMATCH needs the field 'committee' or 'district'");
        }
      }
    }
  }

  private void needs(Field field, String who) {
    if (!form.asks(field)) {
      findings.add(block.line("fields"), who + " needs the field '" + field.wireName() + "'");
    }
  }
}
