// Templates that the rules were tuned on. Their figures show regressions, not quality.
export const tunedTemplates = [
  "Hi, my name is Ann. My SSN is {{US_SSN}} and my card is {{CREDIT_CARD}}.",
  "Patient MRN: {{MEDICAL_RECORD_NUMBER}}, DOB {{DATE_OF_BIRTH}}, NPI {{US_NPI}}, phone {{PHONE_NUMBER}}",
  "Please wire to IBAN {{IBAN_CODE}} or routing {{ABA_ROUTING_NUMBER}}, account {{US_BANK_NUMBER}}.",
  '{"user": {"email": "{{EMAIL_ADDRESS}}", "phone": "{{PHONE_NUMBER}}", "ssn": "{{US_SSN}}", "order_id": 4123456789}}',
  "INSERT INTO customers (name, ssn, card, phone) VALUES ('Ann', '{{US_SSN}}', '{{CREDIT_CARD}}', '{{PHONE_NUMBER}}');",
  "name,email,dob,phone\nAnn,{{EMAIL_ADDRESS}},{{DATE_OF_BIRTH}},{{PHONE_NUMBER}}\nBob,{{EMAIL_ADDRESS}},{{DATE_OF_BIRTH}},{{PHONE_NUMBER}}\n",
  "2026-03-02T10:11:12Z INFO login from {{IP_ADDRESS}} mac={{MAC_ADDRESS}} took 1234567 us",
  "OPENAI_API_KEY={{API_KEY}}\nAWS_ACCESS_KEY_ID={{AWS_ACCESS_KEY}}\nDB_PASSWORD={{PASSWORD}}\n",
  "passport number {{US_PASSPORT}}, driver's license {{US_DRIVER_LICENSE}}, ITIN {{US_ITIN}}",
  "NHS number {{UK_NHS}}; National Insurance {{UK_NINO}}",
  "Medicare ID {{US_MBI}}. DEA number {{MEDICAL_LICENSE}}.",
  "Send the coins to {{CRYPTO}} please. Invoice 20240117, order 998877665.",
  "Ship to {{STREET_ADDRESS}} and call {{PHONE_NUMBER}}.",
  "password: {{PASSWORD}}\n",
  "Version 1.2.3.4 was released; sku 4006381333931; unix time 1700000000; git sha 3f786850e387550fdab836ed7e6dc881de23001b",
];
